import GRDB

/// A practitioner's CPF: tells her own chart from another's.
enum Migration2 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE practitioner ADD COLUMN cpf TEXT CHECK (length(cpf) = 11);
        CREATE UNIQUE INDEX practitioner_cpf ON practitioner(cpf) WHERE cpf IS NOT NULL;
        """)
  }
}
