package io.tocsin.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Asks another JVM of this machine how much its threads have allocated; those that have ended do not count. One thread.
 */
final class AllocationMeter implements AutoCloseable {
    private final JMXConnector connector;
    private final MBeanServerConnection jvm;
    private final ObjectName threads;

    /** @param port of a JVM that was started with {@link #options}, and that is ready. */
    @SuppressWarnings("BanJNDI") // The JVM at that port is one of ours.
    AllocationMeter(int port) throws IOException {
        connector = JMXConnectorFactory.connect(
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"));
        jvm = connector.getMBeanServerConnection();
        try {
            threads = new ObjectName("java.lang:type=Threading");
        } catch (JMException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** For a JVM that is to be asked by this port of the loopback interface. */
    static List<String> options(int port) {
        return List.of(
                "-Djava.rmi.server.hostname=127.0.0.1",
                "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                "-Dcom.sun.management.jmxremote.port=" + port,
                "-Dcom.sun.management.jmxremote.rmi.port=" + port,
                "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=false");
    }

    long allocatedBytes() {
        try {
            long[] ids = (long[]) jvm.getAttribute(threads, "AllThreadIds");
            long[] bytes =
                    (long[]) jvm.invoke(threads, "getThreadAllocatedBytes", new Object[] {ids}, new String[] {"[J"});
            return Arrays.stream(bytes).filter(known -> known > 0).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JMException e) {
            throw new IllegalStateException("a JVM that does not count what it allocates", e);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
