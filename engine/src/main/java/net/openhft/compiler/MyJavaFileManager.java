package net.openhft.compiler;

import javax.tools.ForwardingJavaFileManager;
import javax.tools.StandardJavaFileManager;

/** What a class of Chronicle Values extends; there is never one. */
public class MyJavaFileManager extends ForwardingJavaFileManager<StandardJavaFileManager> {
    public MyJavaFileManager(StandardJavaFileManager files) {
        super(files);
    }
}
