package dev.keelage.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class Utf8Test {
  @Property(tries = 500)
  void saysWhatAStringBuilderWould(@ForAll String text, @ForAll long number) {
    Utf8 built = new Utf8(1).append('<').append(text).append(number).append(text);

    String expected = "<" + text + number + text;
    assertThat(built)
        .hasToString(new String(expected.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    assertThat(new Utf8(0).append(built)).hasToString(built.toString());
    assertThat(built.length()).isEqualTo(expected.getBytes(StandardCharsets.UTF_8).length);
  }
}
