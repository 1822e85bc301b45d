import ClinicDomain
import GRDB
import SyncProtocol

extension StoreTransaction {
  func waitingEntry(_ id: WaitingEntryID) throws -> WaitingEntry? {
    try row(WaitingReader.sql("w.id = ?"), [id.blob]).map(WaitingEntry.init(row:))
  }

  func waitingEntries(of patient: PatientID) throws -> [WaitingEntry] {
    try rows(WaitingReader.sql("p.id = ? AND w.status = 'waiting'"), [patient.blob])
      .map(WaitingEntry.init(row:))
  }

  func waitingEntries(settledBy visit: Appointment) throws -> [WaitingEntry] {
    try rows(WaitingReader.sql("p.id = ? AND w.status = 'booked'"), [visit.patient.blob])
      .map(WaitingEntry.init(row:)).filter { $0.visit == visit.id }
  }

  func insert(_ entry: WaitingEntry) throws {
    try run(
      """
      INSERT INTO waiting_entry(status, practitioner, due, booked, body, id, patient, purpose, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      try changingColumns(entry) + [
        entry.id.blob, try key(.patient, entry.patient), entry.purpose.name, hlc,
      ])
    try logCreate(entry, try body(entry))
    touched.insert(.schedule)
  }

  func update(_ entry: WaitingEntry, from loaded: WaitingEntry) throws {
    try run(
      """
      UPDATE waiting_entry SET status = ?, practitioner = ?, due = ?, booked = ?, body = ?
      WHERE id = ?
      """, try changingColumns(entry) + [entry.id.blob])
    try logPatch(entry, try body(entry), from: try body(loaded))
    touched.insert(.schedule)
  }

  private func changingColumns(_ entry: WaitingEntry) throws -> StatementArguments {
    [
      entry.status.rawValue, try key(.practitioner, orNil: entry.wish.practitioner),
      entry.due?.dayNumber, try key(.appointment, orNil: entry.bookedVisit),
      try JSONValue(encoding: entry).canonicalText,
    ]
  }

  private func body(_ entry: WaitingEntry) throws -> JSONObject {
    var object = try JSONObject.members(encoding: entry)
    object["id"] = nil
    return object
  }
}

/// The columns that make an entry.
enum WaitingReader {
  static func sql(_ condition: String) -> String {
    """
    SELECT w.body FROM waiting_entry w JOIN patient p ON p.key = w.patient
    WHERE \(condition) ORDER BY w.key
    """
  }
}

extension WaitingEntry {
  /// Reads the body in the first column.
  init(row: Row) throws {
    let body: String = row[0]
    self = try JSONValue(text: body).decode(WaitingEntry.self)
  }
}

extension WaitingEntry.Purpose {
  fileprivate var name: String {
    switch self {
    case .visit: "visit"
    case .earlier: "earlier"
    case .recall: "recall"
    }
  }
}
