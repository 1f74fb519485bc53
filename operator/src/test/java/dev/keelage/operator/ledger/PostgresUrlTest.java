package dev.keelage.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresUrlTest {
  @Test
  void readsUserPasswordAndOptions() {
    PGSimpleDataSource source =
        (PGSimpleDataSource)
            PostgresUrl.dataSource(
                "postgresql://keel%40age:p%2Fw+d@db:5433/ledger?sslmode=require");

    assertThat(source.getUser()).isEqualTo("keel@age");
    assertThat(source.getPassword()).isEqualTo("p/w+d");
    assertThat(source.getServerNames()).containsExactly("db");
    assertThat(source.getPortNumbers()).containsExactly(5433);
    assertThat(source.getDatabaseName()).isEqualTo("ledger");
    assertThat(source.getSslMode()).isEqualTo("require");
  }

  @Test
  void doesNotRepeatAPasswordInItsComplaint() {
    assertThatThrownBy(() -> PostgresUrl.dataSource("postgresql://u:secret@/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
