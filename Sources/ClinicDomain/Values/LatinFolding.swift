/// What Latin letters with marks become when folded: two ASCII bytes each, padded with spaces.
///
/// Made from the compatibility decompositions of Unicode 15, and by hand for the letters that
/// have none (ß, ø, ł, æ…).
enum LatinFolding {
  /// The two folded bytes of a scalar, or nil outside the tables.
  static func pair(_ scalar: UInt32) -> (UInt8, UInt8)? {
    if scalar >= 0xA0, scalar < 0x250 {
      let index = Int(scalar - 0xA0) * 2
      return (latin[index], latin[index + 1])
    }
    if scalar >= 0x1E00, scalar < 0x1F00 {
      let index = Int(scalar - 0x1E00) * 2
      return (latinAdditional[index], latinAdditional[index + 1])
    }
    return nil
  }

  private static let latin = Array(
    ("                    a               2 3           1 o   141234  a a a a a a aec "
      + "e e e e i i i i d n o o o o o   o u u u u y thssa a a a a a aec e e e e i i i i "
      + "d n o o o o o   o u u u u y thy a a a a a a c c c c c c c c d d d d e e e e e e "
      + "e e e e g g g g g g g g h h h h i i i i i i i i i i ijijj j k k k l l l l l l l "
      + "l l l n n n n n n n n n o o o o o o oeoer r r r r r s s s s s s s s t t t t t t "
      + "u u u u u u u u u u u u w w y y y z z z z z z s b b b b     o c c d d d d   e e "
      + "e f f g   hv  i k k l   m n n o o o     p p           t t t t u u   v y y z z   "
      + "                        dzdzdzljljljnjnjnja a i i o o u u u u u u u u u u e a a "
      + "a a     g g g g k k o o o o     j dzdzdzg g hv  n n a a         a a a a e e e e "
      + "i i i i o o o o r r r r u u u u s s t t     h h n d ououz z a a e e o o o o o o "
      + "o o y y l n t j     a c c l t s z     b u v e e j j q q r r y y ").utf8)
  private static let latinAdditional = Array(
    ("a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f g g h h h h h h "
      + "h h h h i i i i k k k k k k l l l l l l l l m m m m m m n n n n n n n n o o o o "
      + "o o o o p p p p r r r r r r r r s s s s s s s s s s t t t t t t t t u u u u u u "
      + "u u u u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y a s     ss  "
      + "a a a a a a a a a a a a a a a a a a a a a a a a e e e e e e e e e e e e e e e e "
      + "i i i i o o o o o o o o o o o o o o o o o o o o o o o o u u u u u u u u u u u u "
      + "u u y y y y y y y y             ").utf8)
}
