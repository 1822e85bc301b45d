public import ClinicDomain

/// What became of one row of a file.
public enum ImportOutcome: Sendable, Equatable {
  /// It is ready to be stored; its line and fields are kept for a refusal by whoever stores it.
  case ready(ImportRow, RowSource)
  /// The mapping's filter or `repeated = skip` passes it over.
  case passedOver(line: Int)
  /// It can't be imported.
  case rejected(RejectedRow)
}

/// Where a row came from.
public struct RowSource: Sendable, Equatable {
  private let row: CSVRow

  init(_ row: CSVRow) { self.row = row }

  /// The line of the file on which it begins.
  public var line: Int { row.line }
  /// Its fields as they are.
  public var fields: [String] { row.fields }

  /// The row as rejected for a reason found when it was to be stored.
  public func rejected(_ problems: [ImportProblem]) -> RejectedRow {
    RejectedRow(line: line, fields: fields, problems: problems)
  }
}

/// Reads a CSV file through a mapping, one row at a time.
public final class ImportRows {
  /// The mapping in use.
  public let mapping: ImportMapping
  /// Where foreign ids come from; the mapping's own namespace unless told otherwise.
  public let namespace: String
  /// The file's column names.
  public var header: [String] { reader.header }
  /// Bytes of the file read so far, for a progress bar.
  public var bytesRead: Int { reader.bytesRead }

  private let reader: CSVReader
  private let today: CivilDate
  private var evaluator: RowEvaluator
  private var row: CSVRow
  private var seen: [String: Int] = [:]

  /// Ties a file to a mapping.
  ///
  /// - Parameters:
  ///   - reader: the file, its header already read.
  ///   - mapping: how its columns become fields.
  ///   - namespace: where foreign ids come from, if not as the mapping says.
  ///   - today: birth dates after it are refused.
  /// - Throws: `MappingError` where the mapping names a column that the file hasn't.
  public init(
    reader: CSVReader, mapping: ImportMapping, namespace: String? = nil, today: CivilDate
  ) throws(MappingError) {
    self.reader = reader
    self.mapping = mapping
    self.namespace = namespace ?? mapping.namespace
    self.today = today
    evaluator = try RowEvaluator(mapping, header: reader.header)
    row = reader.makeRow()
  }

  /// The outcome of the next row, or nil at the end of the file.
  public func next() throws(CSVFileError) -> ImportOutcome? {
    guard try reader.next(into: &row) else { return nil }
    if let problem = row.problem {
      return .rejected(rejection([ImportProblem(nil, .record(problem))]))
    }
    guard evaluator.accepts(row) else { return .passedOver(line: row.line) }
    var fields = evaluator.fields(of: row)
    guard var name = fields.required("foreign_id") else {
      return .rejected(rejection(fields.problems))
    }
    switch mapping.repeated {
    case .keep: break
    case .skip:
      if seen[name] != nil { return .passedOver(line: row.line) }
    case .number:
      let count = seen[name, default: 0] + 1
      seen[name] = count
      if count > 1 { name += "#\(count)" }
    }
    guard let ready = read(&fields, ForeignID(namespace: namespace, value: name)),
      fields.problems.isEmpty
    else { return .rejected(rejection(fields.problems)) }
    if mapping.repeated == .skip { seen[name] = 1 }
    return .ready(ready, RowSource(row))
  }

  private func read(_ fields: inout RowFields, _ id: ForeignID) -> ImportRow? {
    switch mapping.kind {
    case .patients: fields.patient(id, today: today).map { .patient($0) }
    case .practitioners: fields.practitioner(id).map { .practitioner($0) }
    case .appointments: fields.appointment(id, namespace).map { .appointment($0) }
    case .records: fields.record(id, namespace).map { .record($0) }
    case .invoices: fields.invoicePart(id, namespace).map { .invoice($0) }
    }
  }

  private func rejection(_ problems: [ImportProblem]) -> RejectedRow {
    RejectedRow(line: row.line, fields: row.fields, problems: problems)
  }
}
