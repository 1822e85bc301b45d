import SyncProtocol

/// The steps of the schema; a released one is never changed.
enum Migrations {
  /// The number under which instances keep each other out while they migrate.
  private static let lock: Int64 = 0x636C_696E_6963

  /// A step may read all there is, which takes longer than any question of the service.
  private static let unhurried = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"

  /// Brings the schema up to date, and makes the hub's identity the first time.
  ///
  /// Any number of instances may do so at once.
  static func run(
    on connection: PostgresConnection, hub: String, name: String
  ) throws(PostgresError) {
    // Another instance may be at it for minutes; the lock is the session's and outlives the transaction.
    try connection.run("BEGIN; \(unhurried)")
    try connection.query("SELECT pg_advisory_lock($1)", PostgresValue(lock))
    try connection.run("COMMIT")
    defer { _ = try? connection.query("SELECT pg_advisory_unlock($1)", PostgresValue(lock)) }
    try connection.run(
      """
      CREATE TABLE IF NOT EXISTS schema_step(
        number bigint PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())
      """)
    let last = try connection.query("SELECT coalesce(max(number), 0) FROM schema_step")
      .integer(0, 0)
    guard last <= Int64(steps.count) else { throw .unreadable(table: "schema_step") }
    for (index, step) in steps.enumerated() where Int64(index) >= last {
      try take(step, number: index + 1, on: connection)
    }
    try connection.query(
      """
      INSERT INTO hub(id, name, epoch, cluster) VALUES ($1, $2, 1, \(cluster))
      ON CONFLICT (one) DO NOTHING
      """, PostgresValue(hub), PostgresValue(name))
    try noticeRestore(on: connection)
  }

  /// A step locks tables in another order than who serves meanwhile: one of both has to give way.
  private static func take(
    _ step: String, number: Int, on connection: PostgresConnection
  ) throws(PostgresError) {
    var triesLeft = 5
    while true {
      try connection.run("BEGIN; \(unhurried)")
      do {
        try connection.run(step)
        try connection.query("INSERT INTO schema_step(number) VALUES ($1)", PostgresValue(number))
        return try connection.run("COMMIT")
      } catch {
        try connection.run("ROLLBACK")
        triesLeft -= 1
        guard error == .deadlock, triesLeft > 0 else { throw error }
      }
    }
  }

  /// What changes when a database is restored from a dump, or to a point in time: entries that sites
  /// have pulled may be gone then, so the hub begins a new life.
  private static let cluster = """
    (SELECT s.system_identifier || ':' || c.timeline_id
    FROM pg_control_system() s, pg_control_checkpoint() c)
    """

  private static func noticeRestore(on connection: PostgresConnection) throws(PostgresError) {
    let stored = try connection.query("SELECT cluster = \(cluster) FROM hub")
    guard stored.count == 1, stored.text(0, 0) == "f" else { return }
    try connection.run(
      """
      BEGIN;
      UPDATE hub SET epoch = epoch + 1, cluster = \(cluster);
      UPDATE feed_head SET hub_seq = 0, hub_hash = '\(SyncEntry.noPreviousHash)';
      COMMIT
      """)
  }

  static let steps = [first, pieces, services, keys]

  /// Keys are compared byte by byte, not by the rules of a language; those of the exclusion constraints,
  /// which GiST compares again and again, have 16 bytes whatever the names are.
  private static let keys = """
    ALTER TABLE claim DROP CONSTRAINT practitioner_once, DROP CONSTRAINT patient_once,
      DROP CONSTRAINT room_once, ALTER appointment TYPE text COLLATE "C";
    ALTER TABLE claim
      ADD CONSTRAINT practitioner_once
        EXCLUDE USING gist ((md5(practitioner)::uuid) WITH =, busy WITH &&),
      ADD CONSTRAINT patient_once EXCLUDE USING gist ((md5(patient)::uuid) WITH =, busy WITH &&),
      ADD CONSTRAINT room_once EXCLUDE USING gist ((md5(room)::uuid) WITH =, busy WITH &&)
        WHERE (room IS NOT NULL);
    ALTER TABLE request
      ALTER appointment TYPE text COLLATE "C", ALTER practitioner TYPE text COLLATE "C";
    ALTER TABLE patient_number
      ALTER number TYPE text COLLATE "C", ALTER patient TYPE text COLLATE "C";
    ALTER TABLE feed ALTER entry_id TYPE text COLLATE "C", ALTER entity_id TYPE text COLLATE "C";
    ALTER TABLE place DROP CONSTRAINT place_site_epoch_fkey;
    ALTER TABLE site_log DROP CONSTRAINT site_log_site_fkey;
    ALTER TABLE site ALTER id TYPE text COLLATE "C";
    ALTER TABLE site_log ALTER site TYPE text COLLATE "C",
      ADD CONSTRAINT site_log_site_fkey FOREIGN KEY (site) REFERENCES site;
    -- A log is written in one statement with its places: the check of each cost more than the place.
    ALTER TABLE place ALTER site TYPE text COLLATE "C";
    ALTER TABLE key_grant
      ALTER recipient TYPE text COLLATE "C", ALTER patient TYPE text COLLATE "C",
      ALTER sender TYPE text COLLATE "C";
    ALTER TABLE key_grant_head ALTER recipient TYPE text COLLATE "C";
    ALTER TABLE nonce ALTER site TYPE text COLLATE "C", ALTER nonce TYPE text COLLATE "C";
    """

  /// Services of the hub, with their public keys.
  private static let services = """
    CREATE TABLE service(name text PRIMARY KEY, agreement_key text NOT NULL);
    """

  /// Pieces of files, as their sites sealed them.
  private static let pieces = """
    CREATE TABLE piece(
      hash text COLLATE "C" PRIMARY KEY, bytes bytea NOT NULL, site text NOT NULL,
      at timestamptz NOT NULL DEFAULT now());
    ALTER TABLE piece ALTER COLUMN bytes SET STORAGE EXTERNAL;
    """

  private static let first = """
    CREATE EXTENSION IF NOT EXISTS btree_gist;

    CREATE TABLE hub(
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      id text NOT NULL, name text NOT NULL, epoch bigint NOT NULL, cluster text NOT NULL);

    -- Its row is updated as the last step of a transaction: the feed is dense and in commit order.
    CREATE TABLE feed_head(
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      seq bigint NOT NULL, hub_seq bigint NOT NULL, hub_hash text NOT NULL);
    INSERT INTO feed_head(seq, hub_seq, hub_hash) VALUES (0, 0, repeat('0', 64));

    CREATE TABLE site(
      id text PRIMARY KEY, number bigint NOT NULL UNIQUE, name text NOT NULL,
      prefix text NOT NULL UNIQUE, signing_key text NOT NULL, agreement_key text NOT NULL,
      state text NOT NULL CHECK (state IN ('active', 'frozen', 'decommissioned')),
      epoch bigint NOT NULL, lease_until bigint NOT NULL, last_seen bigint NOT NULL,
      pulled bigint NOT NULL);

    CREATE TABLE enrolment_code(
      hash text PRIMARY KEY, name text NOT NULL, expires_at bigint NOT NULL, used_by text);

    CREATE TABLE site_log(
      site text NOT NULL REFERENCES site, epoch bigint NOT NULL, acknowledged bigint NOT NULL,
      last_hash text NOT NULL, last_tx text NOT NULL, PRIMARY KEY (site, epoch));

    CREATE TABLE place(
      site text NOT NULL, epoch bigint NOT NULL, seq bigint NOT NULL, hash text NOT NULL,
      outcome text, reason text, unread text, PRIMARY KEY (site, epoch, seq),
      FOREIGN KEY (site, epoch) REFERENCES site_log DEFERRABLE INITIALLY DEFERRED);
    CREATE INDEX place_open ON place(site) WHERE outcome IS NULL OR outcome = 'quarantined';

    CREATE TABLE document(
      entity text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, document text NOT NULL,
      PRIMARY KEY (entity, id));

    CREATE TABLE feed(
      seq bigint PRIMARY KEY, entry_id text NOT NULL UNIQUE, entity_id text NOT NULL,
      hlc bigint NOT NULL, entry text NOT NULL, at timestamptz NOT NULL DEFAULT now());
    CREATE INDEX feed_of_document ON feed(entity_id, hlc);

    -- Two visits never have one practitioner, patient or room at once, whatever the program does.
    CREATE TABLE claim(
      appointment text PRIMARY KEY, practitioner text NOT NULL, patient text NOT NULL, room text,
      busy int8range NOT NULL,
      CONSTRAINT practitioner_once EXCLUDE USING gist (practitioner WITH =, busy WITH &&),
      CONSTRAINT patient_once EXCLUDE USING gist (patient WITH =, busy WITH &&),
      CONSTRAINT room_once EXCLUDE USING gist (room WITH =, busy WITH &&)
        WHERE (room IS NOT NULL));

    CREATE TABLE request(
      appointment text PRIMARY KEY, practitioner text NOT NULL,
      place bigint GENERATED ALWAYS AS IDENTITY);
    CREATE INDEX request_of_practitioner ON request(practitioner, place);

    CREATE TABLE patient_number(
      number text NOT NULL, patient text NOT NULL, PRIMARY KEY (number, patient));
    CREATE INDEX number_of_patient ON patient_number(patient);

    CREATE TABLE key_grant_head(recipient text PRIMARY KEY, place bigint NOT NULL);
    CREATE TABLE key_grant(
      recipient text NOT NULL, patient text NOT NULL, version bigint NOT NULL,
      sender text NOT NULL, place bigint NOT NULL, encapsulated text NOT NULL,
      sealed text NOT NULL, PRIMARY KEY (recipient, patient, version, sender));
    CREATE UNIQUE INDEX key_grant_place ON key_grant(recipient, place);

    -- Only for as long as a request's date is good; after a crash the date alone protects.
    CREATE UNLOGGED TABLE nonce(
      site text NOT NULL, nonce text NOT NULL, at bigint NOT NULL, PRIMARY KEY (site, nonce));
    CREATE INDEX nonce_at ON nonce(at);
    """
}
