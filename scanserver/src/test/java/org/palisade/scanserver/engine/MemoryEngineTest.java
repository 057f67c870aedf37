package org.palisade.scanserver.engine;

import java.nio.charset.StandardCharsets;

class MemoryEngineTest implements EngineContract {

    private static final byte[] THREAT = "some forty bytes of what is a threat here".getBytes(StandardCharsets.US_ASCII);
    private final Engine engine = new MemoryEngine().knows(THREAT, "Test.Memory");

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public byte[] threat() {
        return THREAT;
    }

    @Override
    public String threatName() {
        return "Test.Memory";
    }
}
