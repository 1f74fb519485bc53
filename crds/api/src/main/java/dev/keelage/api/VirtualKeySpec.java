package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.DateTime;
import dev.keelage.api.schema.ListSet;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The credential of one application: issued here, imported from a Secret, or known by its hash. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the team wants.")
@SchemaCustomizer(value = DateTime.class, input = "expiresAt")
@SchemaCustomizer(value = ListSet.class, input = "tags")
@ValidationRule(
    value =
        "[has(self.secretTemplate), has(self.secretRef), has(self.keyHash)].filter(x, x).size()"
            + " <= 1",
    message =
        "choose one of secretTemplate (issue a key), secretRef (import one) and keyHash (know only"
            + " its hash)")
@ValidationRule(
    value = "!has(self.rotation) || (!has(self.secretRef) && !has(self.keyHash))",
    message = "only an issued key can be rotated: leave out rotation with secretRef and keyHash",
    fieldPath = ".rotation")
public record VirtualKeySpec(
    @JsonPropertyDescription(
            "The team that the key belongs to. One in another namespace must allow this one."
                + " Absent: the key stands alone.")
        @Nullable ObjectRef teamRef,
    @Size(min = 1, max = 256)
        @JsonPropertyDescription(
            "The Models that the key may call, 1 to 256, within what its team allows. Absent:"
                + " everything its team may call.")
        @Nullable List<ObjectRef> models,
    @JsonPropertyDescription("Limits of this key, within its team's. Absent: none of its own.")
        @Nullable CallLimits limits,
    @Size(max = Bounds.DATE_TIME_LENGTH)
        @Pattern(Bounds.DATE_TIME)
        @JsonPropertyDescription(
            "From this instant on the key is refused; RFC 3339. Absent: it does not expire."
                + " Example: \"2027-01-31T00:00:00Z\".")
        @Nullable String expiresAt,
    @Default("" + VirtualKeySpec.DEFAULT_SUSPENDED)
        @JsonPropertyDescription(
            "true refuses the key until it is false again; the Secret stays. Default false.")
        Boolean suspended,
    @JsonPropertyDescription(
            "The Secret that is issued, with the keys api-key, base-url, OPENAI_API_KEY and"
                + " OPENAI_BASE_URL. Absent, without secretRef and keyHash: a Secret of the"
                + " VirtualKey's own name.")
        @Nullable SecretTemplate secretTemplate,
    @JsonPropertyDescription(
            "Import: the key is read from this Secret, which somebody else writes and rotates.")
        @Nullable SecretKeyRef secretRef,
    @Size(min = 64, max = 64)
        @Pattern("^[0-9a-f]{64}$")
        @JsonPropertyDescription(
            "Hash only: SHA-256 of the key in lower-case hexadecimal; the cluster never sees the"
                + " key. As printed by: printf %s \"$KEY\" | sha256sum.")
        @Nullable String keyHash,
    @JsonPropertyDescription(
            "When an issued key is replaced, and how long the old one still works. Besides, every"
                + " new value of the annotation keelage.dev/rotate rotates once.")
        @Nullable Rotation rotation,
    @Size(max = 16)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            "What all calls with this key are tagged with, besides the tags of its teams, at most 16: for budgets and limits that hold for some tags only. Example: [batch].")
        List<@Size(min = 1, max = Bounds.TAG_LENGTH) @Pattern(Bounds.TAG) String> tags) {
  static final boolean DEFAULT_SUSPENDED = false;

  public VirtualKeySpec {
    tags = tags == null ? List.of() : List.copyOf(tags);
    models = models == null ? null : List.copyOf(models);
    suspended = suspended == null ? DEFAULT_SUSPENDED : suspended;
  }

  /**
   * The instant from which the key is refused.
   *
   * @throws java.time.format.DateTimeParseException for a text like February 30th, which fits the
   *     schema's pattern
   */
  public Optional<Instant> expiry() {
    return Optional.ofNullable(expiresAt).map(text -> OffsetDateTime.parse(text).toInstant());
  }

  /** Issued by the operator: neither imported nor known by hash only. */
  public boolean keyIsIssued() {
    return secretRef == null && keyHash == null;
  }

  /** Name of the Secret that is issued for an object of this name. */
  public String secretNameOr(String objectName) {
    return secretTemplate == null || secretTemplate.name() == null
        ? objectName
        : secretTemplate.name();
  }

  /** How the issued Secret looks. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value =
          "!has(self.labels) || !self.labels.exists(k, k.startsWith('keelage.dev/') || k =="
              + " 'app.kubernetes.io/managed-by')",
      message = "labels keelage.dev/* and app.kubernetes.io/managed-by belong to the operator",
      fieldPath = ".labels")
  @ValidationRule(
      value = "!has(self.annotations) || !self.annotations.exists(k, k.startsWith('keelage.dev/'))",
      message = "annotations keelage.dev/* belong to the operator",
      fieldPath = ".annotations")
  @ValidationRule(
      value =
          "(!has(self.labels) || self.labels.all(k, k.matches('"
              + Bounds.QUALIFIED_NAME
              + "'))) && (!has(self.annotations) || self.annotations.all(k, k.matches('"
              + Bounds.QUALIFIED_NAME
              + "')))",
      message = "a label or annotation key is a name, or a DNS prefix and a name")
  public record SecretTemplate(
      @Size(min = 1, max = Bounds.NAME_LENGTH)
          @Pattern(Bounds.OBJECT_NAME)
          @JsonPropertyDescription("Name of the Secret. Default: the VirtualKey's name.")
          @Nullable String name,
      @Size(max = 32)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription("Labels for the Secret, at most 32.")
          Map<String, @Size(max = Bounds.LABEL_LENGTH) @Pattern(Bounds.LABEL_VALUE) String> labels,
      @Size(max = 32)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription("Annotations for the Secret, at most 32.")
          Map<String, @Size(max = 4096) String> annotations) {
    public SecretTemplate {
      labels = labels == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(labels));
      annotations =
          annotations == null
              ? Map.of()
              : Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }
  }

  /** When an issued key is replaced, as durations ({@link Durations#parse}). */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value =
          "!has(self.every) || int(self.every.substring(0, self.every.size() - 1)) *"
              + " (self.every.endsWith('d') ? 86400 : 3600) > int(self.overlap.substring(0,"
              + " self.overlap.size() - 1)) * (self.overlap.endsWith('d') ? 86400 :"
              + " self.overlap.endsWith('h') ? 3600 : self.overlap.endsWith('m') ? 60 : 1)",
      message = "overlap (default 24h) has to be shorter than every",
      fieldPath = ".overlap")
  public record Rotation(
      @Size(max = 6)
          @Pattern("^[1-9][0-9]{0,4}(h|d)$")
          @JsonPropertyDescription(
              "How long a key lives before it is replaced: hours or days, at least 1h. Absent: only"
                  + " by annotation. Example: 90d.")
          @Nullable String every,
      @Default(Rotation.DEFAULT_OVERLAP)
          @Size(max = 6)
          @Pattern("^[0-9]{1,5}(s|m|h|d)$")
          @JsonPropertyDescription(
              "How long the replaced key still works; 0s: not at all. Shorter than every. Default"
                  + " 24h.")
          String overlap) {
    static final String DEFAULT_OVERLAP = "24h";

    /** What a key without {@code spec.rotation} has. */
    public static final Rotation DEFAULTS = new Rotation(null, DEFAULT_OVERLAP);

    public Rotation {
      overlap = overlap == null ? DEFAULT_OVERLAP : overlap;
    }
  }
}
