public import ClinicDomain

/// The field texts of one row and what was found wrong while making and reading them.
struct RowFields {
  var texts: [String: String] = [:]
  var filled: [String] = []
  var problems: [ImportProblem] = []

  /// The text of a field, or nil when it has none.
  func text(_ field: String) -> String? { texts[field] }

  mutating func reject(_ field: String, _ reason: ImportProblem.Reason) {
    guard !problems.contains(where: { $0.field == field }) else { return }
    problems.append(ImportProblem(field, reason))
  }

  /// The text of a field that must have one.
  mutating func required(_ field: String) -> String? {
    if let text = texts[field] { return text }
    reject(field, .missing)
    return nil
  }

  /// A field's value, or nil when it has none or isn't one.
  mutating func value<Value: ParsedValue>(_ field: String, as: Value.Type) -> Value? {
    guard let text = texts[field] else { return nil }
    do throws(Value.ParseError) {
      return try Value(parsing: text)
    } catch {
      let isCheck = (error as? DocumentNumberError) == .checkDigits
      reject(field, isCheck ? .checkDigits : .form)
      return nil
    }
  }

  /// A field's choice by its raw text, or `fallback` when it has none.
  mutating func choice<Choice: RawRepresentable<String>>(
    _ field: String, or fallback: Choice
  ) -> Choice {
    guard let text = texts[field] else { return fallback }
    guard let choice = Choice(rawValue: text) else {
      reject(field, .form)
      return fallback
    }
    return choice
  }

  mutating func date(_ field: String) -> CivilDate? {
    guard let text = texts[field] else { return nil }
    guard let date = try? CivilDate(iso: text) else {
      reject(field, .noSuchDay)
      return nil
    }
    return date
  }

  mutating func moment(_ field: String) -> ImportedMoment? {
    guard let text = texts[field] else { return nil }
    guard let moment = ImportedMoment(text) else {
      reject(field, .noSuchDay)
      return nil
    }
    return moment
  }

  mutating func money(_ field: String) -> Money? {
    guard let text = texts[field] else { return nil }
    guard let money = try? Money(parsing: text) else {
      reject(field, .form)
      return nil
    }
    return money
  }

  /// A whole number within a range.
  mutating func number(_ field: String, in range: ClosedRange<Int>) -> Int? {
    guard let text = texts[field] else { return nil }
    guard let number = Int(text) else {
      reject(field, .form)
      return nil
    }
    guard range.contains(number) else {
      reject(field, .outOfRange)
      return nil
    }
    return number
  }

  /// A reference to something imported under the same namespace.
  mutating func reference(_ field: String, _ namespace: String) -> ForeignID? {
    texts[field].map { ForeignID(namespace: namespace, value: $0) }
  }

  mutating func requiredReference(_ field: String, _ namespace: String) -> ForeignID? {
    required(field).map { ForeignID(namespace: namespace, value: $0) }
  }

  mutating func address() -> Address? {
    var address = Address(
      street: texts["address.street"] ?? "", number: texts["address.number"] ?? "",
      complement: texts["address.complement"] ?? "", district: texts["address.district"] ?? "",
      municipality: texts["address.municipality"] ?? "")
    address.state = value("address.state", as: FederativeUnit.self)
    address.postalCode = value("address.postal_code", as: PostalCode.self)
    return address == Address() ? nil : address
  }
}

/// When something happened, as exactly as the source tells.
public enum ImportedMoment: Sendable, Hashable {
  /// A moment with its zone.
  case instant(Instant)
  /// A wall-clock time of the clinic.
  case civil(CivilDateTime)
  /// A day without a time.
  case day(CivilDate)

  /// Reads an ISO 8601 instant with its zone, a date and time without, or a date alone.
  public init?(_ text: String) {
    if let instant = try? Instant(iso: text) {
      self = .instant(instant)
      return
    }
    guard let date = try? CivilDate(iso: String(text.prefix(10))) else { return nil }
    let rest = text.dropFirst(10)
    guard !rest.isEmpty else {
      self = .day(date)
      return
    }
    guard rest.first == "T" || rest.first == " ", rest.count == 6 || rest.count == 9,
      let time = try? CivilTime(parsing: String(rest.dropFirst().prefix(5)))
    else { return nil }
    self = .civil(CivilDateTime(date: date, time: time))
  }

  /// The moment in a zone; a day alone counts as its noon.
  public func instant(in zone: some ZoneRules) -> Instant {
    switch self {
    case .instant(let instant): instant
    case .civil(let civil): Instant(minutes: zone.utcMinute(of: civil.date, civil.time))
    case .day(let date):
      Instant(minutes: zone.utcMinute(of: date, CivilTime(hour: 12) ?? .midnight))
    }
  }

  /// The wall-clock date and time in a zone; a day alone counts as its noon.
  public func civil(in zone: some ZoneRules) -> CivilDateTime {
    switch self {
    case .instant(let instant): zone.civil(at: instant)
    case .civil(let civil): civil
    case .day(let date): CivilDateTime(date: date, time: CivilTime(hour: 12) ?? .midnight)
    }
  }
}
