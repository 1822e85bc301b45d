/// The text over which replicas are compared: all documents' canonical JSON, one a line, in the order
/// of the bytes of entity and id.
///
/// Equal dumps, equal data: hub and sites hash this one spelling.
public enum CanonicalDump {
  /// One document's line, with its line feed.
  public static func line(_ document: ReplicatedDocument) -> [UInt8] {
    document.json.canonicalBytes + [UInt8(ascii: "\n")]
  }
}
