import ClinicDomain
import Exchange
import Storage

/// Brings a file's rows into the clinic: reads ahead without the lock, stores in short batches.
final class Importer {
  /// Rows that are read before the lock is asked for.
  private static let chunk = 2048

  /// Rows as they were read, and how far into the file that was.
  private struct Chunk: Sendable {
    var outcomes: [(outcome: ImportOutcome, patient: PreparedPatient?)] = []
    var bytesRead = 0
  }

  private typealias Ready = (row: ImportRow, source: RowSource, patient: PreparedPatient?)

  private let service: ClinicService
  private let rows: ImportRows
  private let store: ImportStore
  private let entity: EntityKind
  private let reject: (RejectedRow, [ImportReason]) throws -> Void
  private let progress: (ImportCounts, Int) -> Void
  private(set) var counts = ImportCounts()
  /// Bytes of the file whose rows were read.
  private var bytesRead = 0
  /// Payments wait for the end of the file, since lines may follow them.
  private var payments: [Ready] = []
  private var invoices: Set<ForeignID> = []

  /// Ties a file to a clinic: `reject` takes each row that is not imported with every reason,
  /// `progress` is told after each batch, with the bytes of the file that were read.
  init(
    service: ClinicService, rows: ImportRows, actor: Actor, now: Instant,
    reject: @escaping (RejectedRow, [ImportReason]) throws -> Void,
    progress: @escaping (ImportCounts, Int) -> Void
  ) {
    self.service = service
    self.rows = rows
    self.reject = reject
    self.progress = progress
    store = ImportStore(actor: actor, now: now, zone: service.site.zone)
    entity = rows.mapping.kind.entity
  }

  /// Reads to the end of the file, once.
  ///
  /// A dry run stores nothing and looks no references up.
  func run(isDry: Bool = false) throws {
    // The reading thread has them to itself until it ends; only the mapping is looked at elsewhere.
    nonisolated(unsafe) let rows = rows
    let chunks = ReadAhead(items: 4) { try Self.read(rows) }
    defer { chunks.abandon() }
    while let chunk = try chunks.next() {
      let ready = try sort(chunk)
      if isDry { counts.added += ready.count } else { try storeAll(ready) }
      progress(counts, bytesRead)
    }
    if isDry {
      counts.added += payments.count
      return
    }
    try storeAll(payments)
    try issueAll()
    progress(counts, bytesRead)
  }

  /// The next rows; nil at the end of the file.
  private static func read(_ rows: ImportRows) throws -> Chunk? {
    var chunk = Chunk()
    chunk.outcomes.reserveCapacity(Self.chunk)
    while chunk.outcomes.count < Self.chunk, let outcome = try rows.next() {
      var patient: PreparedPatient?
      if case .ready(.patient(let row), _) = outcome { patient = try PreparedPatient(row.details) }
      chunk.outcomes.append((outcome, patient))
    }
    chunk.bytesRead = rows.bytesRead
    return chunk.outcomes.isEmpty ? nil : chunk
  }

  /// The rows of a chunk that can be stored now.
  private func sort(_ chunk: Chunk) throws -> [Ready] {
    bytesRead = chunk.bytesRead
    counts.read += chunk.outcomes.count
    var ready: [Ready] = []
    for (outcome, patient) in chunk.outcomes {
      switch outcome {
      case .ready(let row, let source):
        if case .invoice(let part) = row {
          invoices.insert(part.invoice)
          if case .payment = part.part {
            payments.append((row, source, nil))
            continue
          }
        }
        ready.append((row, source, patient))
      case .passedOver: counts.passedOver += 1
      case .rejected(let row):
        counts.rejected += 1
        try reject(row, row.problems.map { .problem($0) })
      }
    }
    return ready
  }

  private func storeAll(_ ready: [Ready]) throws {
    var rest = ready[...]
    while !rest.isEmpty {
      let done = try service.bulk("import", entity, as: store.actor, now: store.now) { batch in
        var done: [ImportStore.Outcome] = []
        for item in rest {
          if batch.isFull, !done.isEmpty { break }
          done.append(try store.store(item.row, item.patient, in: batch))
        }
        return done
      }
      for (outcome, item) in zip(done, rest) { try count(outcome, item.source) }
      rest = rest.dropFirst(done.count)
      progress(counts, bytesRead)
    }
  }

  private func count(_ outcome: ImportStore.Outcome, _ source: RowSource) throws {
    switch outcome {
    case .added: counts.added += 1
    case .known: counts.known += 1
    case .rejected(let reason):
      counts.rejected += 1
      try reject(source.rejected([]), [reason])
    }
  }

  /// Issues what has lines and was neither paid nor issued.
  private func issueAll() throws {
    var rest = invoices.sorted { $0.value < $1.value }[...]
    while !rest.isEmpty {
      rest = try service.bulk("import", entity, as: store.actor, now: store.now) { batch in
        var rest = rest
        while let foreign = rest.popFirst() {
          try store.issue(foreign, in: batch)
          if batch.isFull { break }
        }
        return rest
      }
    }
  }
}

extension ImportKind {
  fileprivate var entity: EntityKind {
    switch self {
    case .patients: .patient
    case .practitioners: .practitioner
    case .appointments: .appointment
    case .records: .recordEntry
    case .invoices: .invoice
    }
  }
}
