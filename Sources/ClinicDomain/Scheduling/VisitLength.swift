/// How long a visit may be.
public enum VisitLength {
  /// Minutes.
  public static let range = 5...360
  /// Visits start and end on multiples of this many minutes.
  public static let step = 5

  /// Whether that many minutes make a visit: 5–360 in steps of 5.
  public static func isValid(_ minutes: Int) -> Bool {
    range.contains(minutes) && minutes.isMultiple(of: step)
  }
}
