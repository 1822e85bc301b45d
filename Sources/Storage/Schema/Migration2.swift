import GRDB

/// A practitioner's CPF, which tells her own chart from another's; and emergency accesses found
/// without reading through all of them.
enum Migration2 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE practitioner ADD COLUMN cpf TEXT CHECK (length(cpf) = 11);
        CREATE UNIQUE INDEX practitioner_cpf ON practitioner(cpf) WHERE cpf IS NOT NULL;
        CREATE INDEX chart_access_emergency ON chart_access(key) WHERE reason IS NOT NULL;
        """)
  }
}
