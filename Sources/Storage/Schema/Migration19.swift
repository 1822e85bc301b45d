import GRDB

/// Visits and invoices say who is to pay: the patient, or an insurer by one of its plans.
enum Migration19 {
  static func run(_ db: Database) throws {
    for table in ["appointment", "invoice"] {
      try db.execute(
        sql: """
          ALTER TABLE \(table) ADD COLUMN payer TEXT CHECK (payer IN ('patient', 'insurer'));
          ALTER TABLE \(table) ADD COLUMN insurer TEXT;
          ALTER TABLE \(table) ADD COLUMN insurer_plan TEXT
          """)
    }
  }
}
