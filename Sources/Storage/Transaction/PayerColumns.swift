import ClinicDomain
import GRDB

/// The three columns that say who is to pay.
enum PayerColumns {
  static func names(_ table: String) -> String {
    "\(table).payer, \(table).insurer, \(table).insurer_plan"
  }

  static func values(_ payer: Payer?) -> StatementArguments {
    switch payer {
    case nil: [nil, nil, nil]
    case .patient: ["patient", nil, nil]
    case .insurer(let name, let plan): ["insurer", name, plan]
    }
  }

  /// Reads them from their place in a row.
  static func read(_ row: Row, at place: Int) throws -> Payer? {
    let name: String? = row[place + 1]
    return switch row[place] as String? {
    case nil: nil
    case "patient": .patient
    case "insurer": .insurer(name ?? "", plan: row[place + 2] ?? "")
    default: throw UnreadableRow(table: "appointment", column: "payer")
    }
  }
}
