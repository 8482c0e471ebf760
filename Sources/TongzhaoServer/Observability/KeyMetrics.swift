import LibCrypto
import JOSE
import KeyCustody
import Telemetry

/// Keys by state, and when what happens to them next. Dates and not days left: who reads them knows what time it is.
struct KeyMetrics: MetricSource {
  let keys: KeyRing
  let custodian: KeyCustodian
  let slots: [KeySlot]
  let clock: @Sendable () -> NumericDate

  func samples() async -> [MetricSample] {
    var samples: [MetricSample] = []
    if let followed = keys.followedAt {
      samples.append(MetricSample("tongzhao_keys_followed_timestamp_seconds", Double(followed.seconds)))
    }
    guard let contents = try? await custodian.contents() else { return samples }
    for slot in slots { samples += self.samples(of: slot, in: contents, at: clock()) }
    return samples
  }

  private func samples(of slot: KeySlot, in contents: KeyRingContents, at now: NumericDate) -> [MetricSample] {
    let labels = [("use", slot.use.rawValue), ("algorithm", slot.algorithm.rawValue)]
    var samples = KeyState.allCases.filter(\.isPublished).map { state in
      MetricSample(
        "tongzhao_signing_keys", labels + [("state", state.rawValue)],
        Double(contents.keys.filter { $0.slot == slot && $0.state == state }.count))
    }
    let successor = contents.announced(in: slot)
    samples.append(MetricSample("tongzhao_signing_key_successor", labels, successor?.isComplete == true ? 1 : 0))
    if let signing = contents.signing(in: slot) {
      samples.append(
        MetricSample(
          "tongzhao_signing_key_retires_timestamp_seconds", labels, Double(signing.dates.retiresAt.seconds)))
      if let end = signing.certificateChain.map(\.notAfter).min() {
        samples.append(
          MetricSample(
            "tongzhao_certificate_expires_timestamp_seconds", [("of", "\(slot)")], Double(end)))
      }
    }
    var seen: Set<String> = []
    for step in KeyTimeline(of: slot, in: contents, policy: custodian.policy(for: slot.use), at: now).steps {
      let name = step.event.label
      guard seen.insert(name).inserted else { continue }
      samples.append(
        MetricSample(
          "tongzhao_signing_key_next_change_timestamp_seconds", labels + [("step", name)], Double(step.at.seconds)))
    }
    return samples
  }
}

extension KeyTimeline.Event {
  fileprivate var label: String {
    switch self {
    case .announced: "announced"
    case .signs: "signs"
    case .retires: "retires"
    case .removed: "removed"
    }
  }
}
