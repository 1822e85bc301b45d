/// What two people may change at once, each some fields of it.
protocol Fieldwise {
  /// The fields in which two versions differ.
  func changedFields(from other: Self) -> [FieldName]

  /// Takes the given fields from another version.
  mutating func take(_ fields: [FieldName], from other: Self)
}

extension Fieldwise {
  /// Takes what one person changed of what was seen before typing.
  ///
  /// Fields that another person changed meanwhile to something else are refused, so that nobody's
  /// typing is lost in silence.
  ///
  /// - Returns: the fields that the person changed.
  mutating func takeChanges(of wanted: Self, seen base: Self) throws(Refusal) -> [FieldName] {
    let mine = wanted.changedFields(from: base)
    let theirs = Set(changedFields(from: base))
    let differing = Set(wanted.changedFields(from: self))
    let contested = mine.filter { theirs.contains($0) && differing.contains($0) }
    guard contested.isEmpty else { throw Refusal.changedMeanwhile(contested) }
    take(mine, from: wanted)
    return mine
  }
}

extension PatientDetails: Fieldwise {}
extension PractitionerDetails: Fieldwise {}
