public import ClinicDomain
import GRDB
public import SyncProtocol

extension ClinicService {
  /// Takes the list of the hub's sites in: their numbers, and whom patients' keys are wrapped for.
  public func takeIn(
    _ directory: Directory, as actor: Actor, now: Instant
  ) throws(StorageError) {
    try write(as: actor, now: now) { work in
      let own = site.id.text
      var isNews = false
      for peer in directory.sites where peer.site != own {
        let row = try work.store.row(
          "SELECT number, name, prefix, agreement_key, state FROM peer WHERE site = ?",
          [peer.site])
        let isSame =
          row.map {
            $0[0] == peer.number && $0[1] == peer.name && $0[2] == peer.prefix
              && $0[3] == peer.agreementKey && $0[4] == peer.state.rawValue
          } ?? false
        if isSame { continue }
        isNews = true
        try work.store.run(
          """
          INSERT INTO peer(site, number, name, prefix, agreement_key, state)
          VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT(site) DO UPDATE SET number = excluded.number, name = excluded.name,
            prefix = excluded.prefix, agreement_key = excluded.agreement_key,
            state = excluded.state
          """,
          [peer.site, peer.number, peer.name, peer.prefix, peer.agreementKey, peer.state.rawValue])
        let wasActive = row.map { $0[4] == "active" && $0[3] == peer.agreementKey } ?? false
        if peer.state == .active, !wasActive {
          try work.store.run(
            """
            INSERT OR IGNORE INTO key_due(patient, version, site)
            SELECT patient, version, ? FROM patient_key
            """, [peer.site])
        } else if peer.state == .decommissioned {
          try work.store.run("DELETE FROM key_due WHERE site = ?", [peer.site])
        }
      }
      for service in directory.services ?? [] {
        let known = try work.store.row(
          "SELECT agreement_key FROM hub_service WHERE name = ?", [service.name])
        let key: String? = known?[0]
        guard key != service.agreementKey else { continue }
        // Who has another key than before is asked for again: the site switches it on anew.
        try work.store.run(
          """
          INSERT INTO hub_service(name, agreement_key) VALUES (?, ?) ON CONFLICT(name)
          DO UPDATE SET agreement_key = excluded.agreement_key, is_on = 0
          """, [service.name, service.agreementKey])
        try work.store.run(
          "DELETE FROM key_due WHERE site = ?", [HubServiceKey.recipient(service.name)])
        work.store.touched.insert(.sync)
      }
      if isNews {
        try SyncIntake(store: work.store).retry()
        work.store.touched.formUnion([.sync, .patients, .billing])
      }
      return ((), nil)
    }
  }
}
