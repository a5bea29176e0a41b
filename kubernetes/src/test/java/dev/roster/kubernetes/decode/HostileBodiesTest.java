package dev.roster.kubernetes.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.roster.core.objects.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What is cut, changed or endless gives one exception that says where, and takes no memory.
class HostileBodiesTest {
  private static final Map<String, Kind> LISTS =
      Map.of(
          "services", Kind.SERVICE,
          "endpointslices", Kind.ENDPOINT_SLICE,
          "pods", Kind.POD,
          "nodes", Kind.NODE);

  private static void list(Encoding encoding, Kind kind, byte[] body) throws IOException {
    BodyDecoder.of(encoding, "o", kind).list(new ByteArrayInputStream(body), _ -> {});
  }

  private static int watch(Encoding encoding, byte[] body) throws IOException {
    WatchReader watch =
        BodyDecoder.of(encoding, "o", Kind.ENDPOINT_SLICE).watch(new ByteArrayInputStream(body));
    int frames = 0;
    for (Optional<WatchFrame> next = watch.next(); next.isPresent(); next = watch.next()) frames++;
    return frames;
  }

  @ParameterizedTest
  @EnumSource
  void aListThatIsCutIsNoList(Encoding encoding) throws IOException {
    for (Map.Entry<String, Kind> each : LISTS.entrySet()) {
      byte[] whole = Bodies.bytes(each.getKey(), encoding);
      // Behind a protobuf list stand two empty fields, behind a JSON one a line feed.
      int last = encoding == Encoding.PROTOBUF ? whole.length - 4 : whole.length - 1;
      for (int length = 0; length < last; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> list(encoding, each.getValue(), cut))
            .isInstanceOf(MalformedBodyException.class);
      }
      list(encoding, each.getValue(), whole);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWatchEndsBetweenEventsOnly(Encoding encoding) throws IOException {
    byte[] whole = Bodies.bytes("endpointslices.watch", encoding);
    int ends = 0;
    for (int length = 0; length < whole.length; length++) {
      try {
        int frames = watch(encoding, Arrays.copyOf(whole, length));
        assertThat(frames).isBetween(0, 7);
        ends++;
      } catch (MalformedBodyException cut) {
        assertThat(cut.offset()).isBetween(0L, (long) length);
      }
    }
    // Seven events, each of which JSON ends twice: with and without a line feed.
    assertThat(ends).isEqualTo(encoding == Encoding.PROTOBUF ? 7 : 14);
  }

  @ParameterizedTest
  @EnumSource
  void anyChangeIsReadOrRefused(Encoding encoding) throws IOException {
    Random random = new Random(3);
    byte[] frames = Bodies.bytes("endpointslices.watch", encoding);
    byte[] items = Bodies.bytes("endpointslices", encoding);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] changed = i % 2 == 0 ? frames.clone() : items.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      try {
        if (i % 2 == 0) watch(encoding, changed);
        else list(encoding, Kind.ENDPOINT_SLICE, changed);
      } catch (MalformedBodyException malformed) {
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 3_000);
  }

  @ParameterizedTest
  @CsvSource({"7fffffff", "ffffffff", "01000001"})
  void aFrameBeyondTheBoundIsRefusedByItsLength(String length) {
    byte[] body = java.util.HexFormat.of().parseHex(length + "0a05");
    assertThatThrownBy(() -> watch(Encoding.PROTOBUF, body))
        .isInstanceOf(MalformedBodyException.class)
        .hasMessageContaining("expected: at most 16777216");
  }

  @Test
  void memoryIsTakenForWhatCameNotForWhatWasPromised() throws IOException {
    byte[] promise = {0x00, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0a};
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long most = 0;
    for (int i = 0; i < 3; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThatThrownBy(() -> watch(Encoding.PROTOBUF, promise))
          .isInstanceOf(MalformedBodyException.class);
      most = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(most).isLessThan(200_000);
  }

  @Test
  void anObjectWithoutEndIsRefused() {
    String head =
        "{\"kind\":\"EndpointSliceList\",\"apiVersion\":\"discovery.k8s.io/v1\",\"items\":[{\"a\":\"";
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    InputStream body =
        new SequenceInputStream(
            new ByteArrayInputStream(head.getBytes(StandardCharsets.US_ASCII)), endless);
    assertThatThrownBy(
            () -> BodyDecoder.of(Encoding.JSON, "o", Kind.ENDPOINT_SLICE).list(body, _ -> {}))
        .isInstanceOf(MalformedBodyException.class)
        .hasMessageContaining("an object is over 16777216 bytes");
    InputStream number =
        new SequenceInputStream(
            new ByteArrayInputStream(new byte[] {'k', '8', 's', 0}), endlessNumber());
    assertThatThrownBy(
            () -> BodyDecoder.of(Encoding.PROTOBUF, "o", Kind.ENDPOINT_SLICE).list(number, _ -> {}))
        .isInstanceOf(MalformedBodyException.class)
        .hasMessageContaining("longer than 10 bytes (at byte 14)");
  }

  private static InputStream endlessNumber() {
    return new InputStream() {
      @Override
      public int read() {
        return 0xff;
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void anotherKindIsRefused(Encoding encoding) throws IOException {
    byte[] pods = Bodies.bytes("pods", encoding);
    assertThatThrownBy(() -> list(encoding, Kind.SERVICE, pods))
        .isInstanceOf(MalformedBodyException.class)
        .hasMessageContaining("unexpected v1 PodList");
    byte[] status = Bodies.bytes("status", encoding);
    assertThatThrownBy(() -> list(encoding, Kind.SERVICE, status))
        .isInstanceOf(MalformedBodyException.class)
        .hasMessageContaining("unexpected v1 Status");
  }

  @Test
  void anEventOfAnUnknownTypeIsPassedOn() throws IOException {
    ProtoSchema schema = new ProtoSchema(new Random(1));
    byte[] frame = schema.framed("RENAMED", new byte[] {1, 2});
    WatchReader watch =
        BodyDecoder.of(Encoding.PROTOBUF, "o", Kind.POD).watch(new ByteArrayInputStream(frame));
    assertThat(watch.next()).contains(new WatchFrame.Other("RENAMED"));
    byte[] text = "{\"type\":\"RENAMED\",\"object\":{\"a\":[1]}}".getBytes(StandardCharsets.UTF_8);
    WatchReader json =
        BodyDecoder.of(Encoding.JSON, "o", Kind.POD).watch(new ByteArrayInputStream(text));
    assertThat(json.next()).contains(new WatchFrame.Other("RENAMED"));
  }

  @Test
  void oneBrokenObjectSpoilsNoList() throws IOException {
    String list =
        """
        {"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"9"},"items":[
          {"metadata":{"name":"a"},"spec":{"clusterIP":"none","ports":[{"port":1}]},"status":{}},
          {"metadata":{"name":"b"},"spec":{"ports":[{"port":0}]}},
          {"spec":{}},
          {"metadata":{"name":"c"},"spec":{"clusterIP":"10.0.0.1"}}]}
        """;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8));
    ListEnd end =
        BodyDecoder.of(Encoding.JSON, "o", Kind.SERVICE)
            .list(
                in,
                object ->
                    out.writeBytes(
                        (object.key().name()
                                + " "
                                + object.reading().getClass().getSimpleName()
                                + "\n")
                            .getBytes(StandardCharsets.UTF_8)));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("a Broken\nb Broken\n Broken\nc Read\n");
    assertThat(end.resourceVersion()).isEqualTo("9");
  }
}
