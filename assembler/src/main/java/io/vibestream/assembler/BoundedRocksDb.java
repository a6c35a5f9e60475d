package io.vibestream.assembler;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Makes all of a process' stores share one piece of memory. By default each of them (five for every partition) takes up to 98 MB. Kafka
 * makes an instance of this for every store; what they share lives as long as the process.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

    private static final long SHARED_BYTES = 96L << 20;
    private static final long WRITE_BYTES = 48L << 20;
    private static final long WRITE_BUFFER_BYTES = 8L << 20;

    static {
        // Kafka may make the first instance of this before it opens the first store.
        org.rocksdb.RocksDB.loadLibrary();
    }

    private static final Cache CACHE = new LRUCache(SHARED_BYTES);
    private static final WriteBufferManager WRITES = new WriteBufferManager(WRITE_BYTES, CACHE);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        var table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE).setCacheIndexAndFilterBlocks(true).setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table).setWriteBufferManager(WRITES).setWriteBufferSize(WRITE_BUFFER_BYTES);
    }

    @Override
    public void close(String storeName, Options options) {
        // What is shared belongs to no store.
    }
}
