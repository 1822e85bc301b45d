public import HubCore

/// What any store of the hub has to show: run over the model and over PostgreSQL.
public enum HubScenario: String, CaseIterable, Sendable {
  case joiningByCode, codesAreGoodOnceAndForAWhile
  case gapsAreRefused, aForkFreezes, replaysGetTheirOutcomes, unreadableTransactions
  case heldContentComesLater, knownIDsAreDuplicates, splitTransactions
  case pushesOfSeveralSites, oneIDFromTwoSites, aPartIsTakenBackAlone
  case bothNamesAreKept, onePersonTwice
  case firstComeFirstServed, theHolderDecides, leasesRunOut, promisesOfOthersTime
  case cancellingFreesTime, exemptVisits, patientsAndRooms, refusedAgainOneTask
  case pagesOfTheFeed, aNewLife, epochsOfRestoredFiles, keysOfPatients, snapshots
  case piecesOfFiles, resultsForTheCentre
  case decommissioning, theFeedTellsEverything

  public func run<Store: HubStore>(over store: Store) throws {
    let bench = HubBench(store)
    switch self {
    case .joiningByCode: try bench.joiningByCode()
    case .codesAreGoodOnceAndForAWhile: try bench.codesAreGoodOnceAndForAWhile()
    case .gapsAreRefused: try bench.gapsAreRefused()
    case .aForkFreezes: try bench.aForkFreezes()
    case .replaysGetTheirOutcomes: try bench.replaysGetTheirOutcomes()
    case .unreadableTransactions: try bench.unreadableTransactions()
    case .heldContentComesLater: try bench.heldContentComesLater()
    case .knownIDsAreDuplicates: try bench.knownIDsAreDuplicates()
    case .splitTransactions: try bench.splitTransactions()
    case .pushesOfSeveralSites: try bench.pushesOfSeveralSites()
    case .oneIDFromTwoSites: try bench.oneIDFromTwoSites()
    case .aPartIsTakenBackAlone: try bench.aPartIsTakenBackAlone()
    case .bothNamesAreKept: try bench.bothNamesAreKept()
    case .onePersonTwice: try bench.onePersonTwice()
    case .firstComeFirstServed: try bench.firstComeFirstServed()
    case .theHolderDecides: try bench.theHolderDecides()
    case .leasesRunOut: try bench.leasesRunOut()
    case .promisesOfOthersTime: try bench.promisesOfOthersTime()
    case .cancellingFreesTime: try bench.cancellingFreesTime()
    case .exemptVisits: try bench.exemptVisits()
    case .patientsAndRooms: try bench.patientsAndRooms()
    case .refusedAgainOneTask: try bench.refusedAgainOneTask()
    case .pagesOfTheFeed: try bench.pagesOfTheFeed()
    case .aNewLife: try bench.aNewLife()
    case .epochsOfRestoredFiles: try bench.epochsOfRestoredFiles()
    case .keysOfPatients: try bench.keysOfPatients()
    case .snapshots: try bench.snapshots()
    case .resultsForTheCentre: try bench.resultsForTheCentre()
    case .piecesOfFiles: try bench.piecesOfFiles()
    case .decommissioning: try bench.decommissioning()
    case .theFeedTellsEverything: try bench.theFeedTellsEverything()
    }
  }
}
