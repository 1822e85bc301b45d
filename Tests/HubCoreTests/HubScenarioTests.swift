import HubCore
import HubModel
import Testing

@Suite struct HubScenarioTests {
  @Test(arguments: HubScenario.allCases)
  func `holds over the model`(scenario: HubScenario) throws {
    try scenario.run(over: ModelHubStore(hub: "01980000-0000-7000-8000-000000000000"))
  }
}
