package net.openhft.compiler;

/** Where Chronicle Values looks for its compiler. */
public enum CompilerUtils {
    ;

    public static final CachedCompiler CACHED_COMPILER = new CachedCompiler(null, null);
}
