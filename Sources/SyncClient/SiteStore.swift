public import ClinicDomain
public import SyncProtocol

/// What the engine needs of a site's data: `Storage` gives it, a test may give its own.
///
/// Every call is one transaction; an error leaves things as they were, and the next try repairs it.
public protocol SiteStore: AnyObject {
  /// Where the site stands; read at the beginning of every turn.
  func standing() throws -> SiteStanding

  /// The next entries to push after what is acknowledged: whole transactions, in their order, with
  /// placeholders for what is in quarantine; nil where nothing waits.
  ///
  /// At least one whole transaction, also where that is above the limits.
  func nextPush(entryLimit: Int, byteLimit: Int) throws -> PushRequest?

  /// Stores what the hub said of a push: outcomes, the acknowledgement (also outside the database
  /// file), the lease, the time.
  ///
  /// The transaction of an entry that the hub quarantined goes into quarantine here too, in the same
  /// write.
  func settle(_ push: PushRequest, _ answer: PushAnswer, at now: Instant) throws

  /// The hub lacks entries that it once acknowledged (an old backup of it came back): they are
  /// pushed again from the one after `acknowledged`, here and outside the database file.
  func rewind(to acknowledged: Int64, at now: Instant) throws

  /// Puts a transaction into quarantine: its entries' places stay in the log as placeholders.
  func quarantine(transaction: String, reason: String, at now: Instant) throws

  /// Takes a page of the feed in: rows, clocks and cursor in one transaction.
  ///
  /// A page of another hub epoch than the cursor's begins at 1: the hub began a new life, and what is
  /// known already changes nothing.
  ///
  /// - Throws: `FeedGap` when the first item isn't the one after the cursor.
  func takeIn(_ page: FeedPage, at now: Instant) throws

  /// The decisions that this site owes others as the holder of a lease, as commands of its own.
  ///
  /// - Returns: how many it made; each is an entry that the next push carries.
  func decideRequests(at now: Instant) throws -> Int

  /// The file is another one than it was: its entries after `acknowledged` are written anew into
  /// the new epoch.
  func begin(_ epoch: EpochAnswer, at now: Instant) throws

  /// Patients' data keys that the hub is to keep for this site itself, wrapped; at most `limit`.
  ///
  /// Asked after `nextPush`, it has those of all that the push seals.
  func ownKeyGrantsToSend(limit: Int) throws -> [KeyGrant]
  /// Patients' data keys that other sites lack, wrapped for them; at most `limit`.
  func keyGrantsToSend(limit: Int) throws -> [KeyGrant]
  func markSent(_ grants: [KeyGrant]) throws
  func takeIn(_ page: KeyGrantPage, at now: Instant) throws
  func takeIn(_ directory: Directory, at now: Instant) throws

  /// Keeps what the last try said, for the screens; nil after a success.
  func keep(failure: SyncFailure?, at now: Instant) throws

  /// The same with when the next try is due.
  func keep(failure: SyncFailure?, nextTry: Instant?, at now: Instant) throws

  /// Pieces of files that the hub may lack, by their hashes.
  func piecesToSend(limit: Int) throws -> [String]
  func piece(_ hash: String) throws -> [UInt8]?
  func markSent(pieces: [String]) throws
  /// Pieces that files name and that are not here, those first that were tried least.
  func piecesToFetch(limit: Int) throws -> [String]

  /// Keeps a piece that is what its name says; nil notes that it was not to be had.
  ///
  /// - Returns: whether it is here now.
  func keep(piece bytes: [UInt8]?, named hash: String) throws -> Bool

  /// Carries out what waits in the staging area.
  func replayStaged() -> Int
}

/// A store of a test that knows no files, and no next try.
extension SiteStore {
  public func piecesToSend(limit: Int) throws -> [String] { [] }
  public func piece(_ hash: String) throws -> [UInt8]? { nil }
  public func markSent(pieces: [String]) throws {}
  public func piecesToFetch(limit: Int) throws -> [String] { [] }
  public func keep(piece bytes: [UInt8]?, named hash: String) throws -> Bool { false }

  public func keep(failure: SyncFailure?, nextTry: Instant?, at now: Instant) throws {
    try keep(failure: failure, at: now)
  }
}
