import ClinicDomain
import Storage
import SyncProtocol
import Testing

@testable import ClinicTUI

/// The demo has something of everything: what the log says of it makes it anew elsewhere.
@Suite struct DemoReplicaTests {
  /// Another site's numbers are told from a site's own.
  private static let local: Set = ["patient.chart", "invoice.number", "payment.receipt"]

  @Test func `the log's documents make the same rows at another site`() throws {
    let (source, target) = (try CommandClinic(), try CommandClinic())
    let now = Clock.now()
    let actor = SiteOptions.operatorActor
    let origin = try source.service(isDemo: true, now: now)
    try DemoLoader(service: origin, actor: actor, now: now, credential: "none")
      .load(try DemoClinic(now: now, patientCount: 300))
    let replica = try target.service(isDemo: true, now: now)
    let peer = DirectorySite(
      site: origin.site.id.text, number: 4, name: "A", prefix: "AA", agreementKey: "",
      state: .active)
    try replica.takeIn(Directory(sites: [peer]), as: actor, now: now)
    var documents: [ReplicatedDocument] = []
    try origin.forEachDocument { documents.append($0) }
    try replica.takeIn(snapshot: documents, as: actor, now: now)
    #expect(try replica.unplacedDocuments() == [])
    #expect(try replica.canonicalHash() == origin.canonicalHash())
    let (mine, theirs) = (
      try replica.rowImage(without: Self.local), try origin.rowImage(without: Self.local)
    )
    let filled = theirs.filter { !$0.value.isEmpty }.keys
    #expect(filled.count > 20, "\(filled.sorted())")
    for (table, rows) in theirs where mine[table] != rows {
      let difference = Set(rows).symmetricDifference(mine[table] ?? []).sorted()
      Issue.record("\(table): \(difference.prefix(4).joined(separator: "\n"))")
    }
    try origin.close()
    try replica.close()
  }
}
