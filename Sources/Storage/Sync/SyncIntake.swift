import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

/// Takes entries of other places in, within one transaction: merges all of them first, then lays the
/// documents that came of it down as rows.
///
/// So a page in which a visit is booked and refused never asks for the time in between.
struct SyncIntake {
  /// How many documents that found no place are tried again with a page.
  private static let retryLimit = 500

  let store: StoreTransaction
  private let documents: DocumentStore
  private var changed: [Name: ReplicatedDocument] = [:]

  private struct Name: Hashable {
    let entity: String
    let id: String
  }

  init(store: StoreTransaction) {
    self.store = store
    documents = DocumentStore(db: store.db, site: store.log.state.site.text)
  }

  /// Merges one entry.
  mutating func take(_ entry: SyncEntry) throws {
    if let clock = HybridTimestamp(rawValue: entry.timestamp) { store.log.receive(clock) }
    let name = Name(entity: entry.entity, id: entry.entityID)
    if var document = changed[name] {
      document.take(entry)
      changed[name] = document
      return
    }
    let known = try documents.document(entry.entity, entry.entityID)
    var document =
      known ?? ReplicatedDocument(entity: entry.entity, id: entry.entityID)
    document.take(entry)
    if document != known { changed[name] = document }
  }

  /// Takes a whole document, as a snapshot brings it.
  mutating func take(_ document: ReplicatedDocument) throws {
    let clocks = document.fields.values.map(\.clock) + [document.removedAt ?? 0]
    if let newest = clocks.max(), let clock = HybridTimestamp(rawValue: newest) {
      store.log.receive(clock)
    }
    changed[Name(entity: document.entity, id: document.id)] = document
  }

  /// Lays down what came, in the order in which things name one another; then once more what found
  /// no place before, as long as that helps.
  mutating func finish() throws {
    let placing = Placing(store: store)
    let arrived = changed.values.sorted { $0.placingOrder < $1.placingOrder }
    for document in arrived { try documents.keep(document, unplaced: nil) }
    for document in arrived {
      if let flaw = try placing.place(document) {
        try documents.keep(document, unplaced: flaw)
      }
    }
    if !arrived.isEmpty { try retry() }
    changed = [:]
    store.touched.insert(.sync)
  }

  func retry() throws {
    var placing = Placing(store: store)
    placing.takesTime = false
    var before = Int.max
    while true {
      let waiting = try store.rows(
        """
        SELECT document, unplaced FROM sync_document WHERE unplaced IS NOT NULL
          AND unplaced <> 'unreadable' ORDER BY unplaced, entity, id LIMIT ?
        """, [Self.retryLimit])
      if waiting.isEmpty || waiting.count >= before { return }
      before = waiting.count
      let found = try waiting.map { row in
        (
          document: try ReplicatedDocument(json: try JSONValue(text: row[0])),
          flaw: row[1] as String
        )
      }
      for item in found.sorted(by: { $0.document.placingOrder < $1.document.placingOrder }) {
        let flaw = try placing.place(item.document)
        if flaw?.rawValue != item.flaw { try documents.keep(item.document, unplaced: flaw) }
      }
    }
  }
}

extension SyncIntake {
  /// Things that others name come first.
  static func rank(of entity: String) -> Int {
    ReplicatedDocument.order[entity] ?? ReplicatedDocument.order.count * 2
  }
}

extension ReplicatedDocument {
  /// Things that others name come first; of visits those that give their time back.
  fileprivate var placingOrder: PlacingOrder {
    var rank = Self.order[entity] ?? Self.order.count
    var moment: Int64 = 0
    if entity == EntityKind.appointment.rawValue {
      let isLive = fields["reservation"]?.value.stringValue.map {
        $0 != "refused" && $0 != "contested"
      }
      let isOut = ["cancelled", "noshow", "entered-in-error", "proposed", "waitlist"]
        .contains(fields["status"]?.value.stringValue ?? "")
      if isLive == false || isOut { rank -= 1 }
    }
    // What is over gives room to what is open.
    if entity == EntityKind.stay.rawValue { moment = fields["discharge"] == nil ? 1 : 0 }
    if entity == EntityKind.attendance.rawValue { moment = fields["end"] == nil ? 1 : 0 }
    return PlacingOrder(rank: rank, moment: moment, clock: origin?.clock ?? 0, id: id)
  }

  fileprivate static let order: [String: Int] = {
    let kinds: [EntityKind] = [
      .unit, .room, .bed, .holiday, .visitKind, .practitioner, .user, .unitAssignment, .agenda,
      .agendaException, .patient, .teleConsent, .stayChange, .stay, .appointment, .displacedVisit,
      .waitingEntry, .arrival, .encounter, .attendance, .recordEntry, .exam, .attachment, .invoice,
      .payment,
      .receipt,
    ]
    return Dictionary(
      uniqueKeysWithValues: kinds.enumerated().map { ($1.rawValue, $0 * 2 + 1) })
  }()
}

private struct PlacingOrder: Comparable {
  let rank: Int
  let moment: Int64
  let clock: Int64
  let id: String

  static func < (left: PlacingOrder, right: PlacingOrder) -> Bool {
    (left.rank, left.moment, left.clock, left.id)
      < (right.rank, right.moment, right.clock, right.id)
  }
}
