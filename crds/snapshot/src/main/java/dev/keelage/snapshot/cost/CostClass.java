package dev.keelage.snapshot.cost;

/** What a part of a cost is for. */
public enum CostClass {
  INPUT("input"),
  CACHED_INPUT("cached"),
  CACHE_WRITE_5M("write5m"),
  CACHE_WRITE_1H("write1h"),
  AUDIO_INPUT("audio_in"),
  IMAGE_INPUT("image_in"),
  OUTPUT("output"),
  REASONING("reasoning"),
  AUDIO_OUTPUT("audio_out"),
  IMAGE_OUTPUT("image_out"),
  SEARCHES("searches"),
  REQUEST("request"),
  /** What the Provider takes off or puts on. */
  PROVIDER_ADJUSTMENT("provider"),
  /** What the team takes off or puts on. */
  TEAM_ADJUSTMENT("team");

  private final String label;

  CostClass(String label) {
    this.label = label;
  }

  /** As the ledger and the header name it. */
  public String label() {
    return label;
  }
}
