package io.tocsin.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * What another JDK can break, and CI therefore runs on each: Unsafe, memory outside the heap, mapped files, sockets,
 * what is opened to libraries, what the JIT keeps off the heap, the start and the stop of a process.
 */
@Tag("jdk")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface JdkDependent {}
