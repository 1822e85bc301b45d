import GRDB

/// Groups with a capacity: rules whose slots several patients share, and visits that take their time
/// together.
///
/// What a live visit takes is told by `takes`, which counts the visits of groups as well as those
/// that `blocks` knows; the indexes by which overlaps are sought are made of it. The guards hold
/// whatever process writes: nobody but the group itself gets a group's time, no patient has two
/// places in it, its visits begin and end together, and no more come than have a place.
enum Migration15 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE agenda_rule ADD COLUMN group_kind TEXT;
        ALTER TABLE agenda_rule ADD COLUMN capacity INTEGER CHECK (capacity BETWEEN 2 AND 99);
        ALTER TABLE appointment ADD COLUMN group_capacity INTEGER
          CHECK (group_capacity BETWEEN 2 AND 99);
        ALTER TABLE appointment ADD COLUMN takes INTEGER GENERATED ALWAYS AS (
          exclusivity IN ('exclusive', 'group') AND reservation NOT IN ('refused', 'contested')
          AND status IN ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')) VIRTUAL;
        DROP INDEX appointment_practitioner_busy;
        CREATE INDEX appointment_practitioner_busy
          ON appointment(practitioner, busy_from, busy_to, group_id) WHERE takes;
        DROP INDEX appointment_patient_busy;
        CREATE INDEX appointment_patient_busy ON appointment(patient, busy_from, busy_to)
          WHERE takes;
        DROP INDEX appointment_room_busy;
        CREATE INDEX appointment_room_busy ON appointment(room, busy_from, busy_to, group_id)
          WHERE takes AND room IS NOT NULL;
        CREATE INDEX appointment_group ON appointment(group_id) WHERE group_id IS NOT NULL;
        DROP TRIGGER appointment_overlap_insert;
        DROP TRIGGER appointment_overlap_update;
        """ + overlapGuard("INSERT", capacity: "NEW.group_capacity")
          + overlapGuard(
            "UPDATE",
            // Who has a place keeps it where the agenda's capacity changed since.
            capacity: """
              CASE WHEN \(taking("OLD")) THEN 100 ELSE (
                SELECT max(NEW.group_capacity, coalesce(max(group_capacity), 0)) FROM appointment
                  WHERE group_id = NEW.group_id AND takes) END
              """)
            + """
            CREATE TRIGGER appointment_group_insert BEFORE INSERT ON appointment
              WHEN \(hasNoGroup) BEGIN SELECT RAISE(ABORT, 'group terms'); END;
            CREATE TRIGGER appointment_group_update
              BEFORE UPDATE OF exclusivity, group_id, group_capacity ON appointment
              WHEN \(hasNoGroup) BEGIN SELECT RAISE(ABORT, 'group terms'); END;
            """)
  }

  /// A visit that says of itself to be in a group names it and its places; no other does.
  private static let hasNoGroup = """
    (NEW.exclusivity = 'group') <> (NEW.group_id IS NOT NULL AND NEW.group_capacity IS NOT NULL)
    """

  private static func taking(_ row: String) -> String {
    """
    (\(row).exclusivity IN ('exclusive', 'group')
      AND \(row).reservation NOT IN ('refused', 'contested')
      AND \(row).status IN ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled'))
    """
  }

  private static func overlapGuard(_ event: String, capacity: String) -> String {
    let beside = "(NEW.group_id IS NULL OR group_id IS NOT NEW.group_id)"
    let clash = { (party: String, others: String) -> String in
      """
      SELECT RAISE(ABORT, 'overlap \(party)') FROM appointment
        WHERE \(party) = NEW.\(party) AND takes AND busy_from > NEW.busy_from - 1440
          AND busy_from < NEW.busy_to AND busy_to > NEW.busy_from AND id <> NEW.id
          AND \(others);
      """
    }
    return """
      CREATE TRIGGER appointment_overlap_\(event.lowercased()) BEFORE \(event) ON appointment
        WHEN \(taking("NEW"))
      BEGIN
        \(clash("practitioner", beside))
        \(clash("patient", "1"))
        \(clash("room", beside))
        SELECT RAISE(ABORT, 'group mixed') FROM appointment
          WHERE group_id = NEW.group_id AND takes AND id <> NEW.id
            AND (practitioner <> NEW.practitioner OR start_minute <> NEW.start_minute
              OR end_minute <> NEW.end_minute);
        SELECT RAISE(ABORT, 'group full') WHERE NEW.group_id IS NOT NULL AND (
          SELECT count(*) FROM appointment
            WHERE group_id = NEW.group_id AND takes AND id <> NEW.id) >= \(capacity);
      END;

      """
  }
}
