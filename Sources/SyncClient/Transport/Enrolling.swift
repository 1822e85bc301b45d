public import SyncProtocol
public import WebClient

extension EnrolmentRequest {
  /// Asks a hub to let the site join; the code is in the body alone.
  public func send(
    to address: WebAddress, by client: some WebClient
  ) throws(HubFailure) -> EnrolmentAnswer {
    guard let body = try? JSONValue(encoding: self).canonicalBytes else {
      throw HubFailure(.answer)
    }
    let place = address.appending(String(SyncAPI.enrolments.dropFirst()))
    let request = WebRequest(
      "POST", place,
      headers: ["content-type": "application/json", "accept": "application/json"], body: body)
    let response: WebResponse
    do throws(WebFailure) {
      response = try client.send(request)
    } catch {
      throw HubFailure(SyncFailure(error))
    }
    let bytes = try HubAnswer.body(of: response)
    guard let json = try? JSONValue(parsing: bytes, limits: HubAnswer.limits),
      let answer = try? json.decode(EnrolmentAnswer.self)
    else { throw HubFailure(.answer) }
    return answer
  }
}
