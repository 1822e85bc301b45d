import GRDB

/// The indexes by which overlaps are sought also hold the end: no visit that ended has to be read.
enum Migration4 {
  static func run(_ db: Database) throws {
    for party in ["practitioner", "patient", "room"] {
      let present = party == "room" ? "blocks AND room IS NOT NULL" : "blocks"
      try db.execute(
        sql: """
          DROP INDEX appointment_\(party)_busy;
          CREATE INDEX appointment_\(party)_busy ON appointment(\(party), busy_from, busy_to)
            WHERE \(present);
          """)
    }
  }
}
