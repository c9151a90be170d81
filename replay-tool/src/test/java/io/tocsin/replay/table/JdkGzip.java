package io.tocsin.replay.table;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Lets parquet-java decompress with the JDK: its own way leads through Hadoop. */
final class JdkGzip implements CompressionCodecFactory, CompressionCodecFactory.BytesInputDecompressor {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("it reads only");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        if (codec != CompressionCodecName.GZIP) {
            throw new UnsupportedOperationException(codec.toString());
        }
        return this;
    }

    @Override
    public BytesInput decompress(BytesInput bytes, int plainLength) throws IOException {
        try (InputStream gzip = new GZIPInputStream(bytes.toInputStream())) {
            byte[] plain = gzip.readAllBytes();
            if (plain.length != plainLength) {
                throw new IOException("a page of " + plain.length + " bytes that claims " + plainLength);
            }
            return BytesInput.from(plain);
        }
    }

    @Override
    public void decompress(ByteBuffer compressed, int length, ByteBuffer plain, int plainLength) throws IOException {
        byte[] bytes = new byte[length];
        compressed.get(bytes);
        plain.put(
                decompress(BytesInput.from(bytes), plainLength).toInputStream().readAllBytes());
    }

    @Override
    public void release() {
        // Nothing is held.
    }
}
