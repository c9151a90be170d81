package net.openhft.compiler;

import java.io.Closeable;
import java.io.File;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.tools.StandardJavaFileManager;

/**
 * A compiler that compiles nothing: whoever asks for a class that the build has not generated is refused. Thread-safe.
 */
public final class CachedCompiler implements Closeable {
    /** Set by Chronicle Values, and of no effect. */
    public volatile Function<StandardJavaFileManager, MyJavaFileManager> fileManagerOverride;

    /** Takes directories for what it would compile, which stay as they are. */
    public CachedCompiler(File sourceDir, File classDir) {}

    /** Takes options of a compiler besides, which stay unread. */
    public CachedCompiler(File sourceDir, File classDir, List<String> options) {}

    /** Does nothing, as there is no file manager to update. */
    public void updateFileManagerForClassLoader(ClassLoader loader, Consumer<MyJavaFileManager> update) {}

    /**
     * Refuses.
     *
     * @throws ClassNotFoundException always, with what to do about it.
     */
    @SuppressWarnings("DoNotCallSuggester") // others call it
    public Class<?> loadFromJava(ClassLoader loader, String className, String javaCode) throws ClassNotFoundException {
        throw new ClassNotFoundException(className + " is not compiled at run time: have the build generate it");
    }

    @Override
    public void close() {}
}
