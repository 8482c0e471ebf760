extension ImportFaultReason {
  /// For the registrar, Chinese.
  package var chinese: String {
    switch self {
    case .empty: "文件没有内容"
    case .unsupportedEncoding: "不支持UTF-16，请另存为UTF-8或GB18030"
    case .unknownColumn: "无法识别的列名"
    case .duplicateColumn: "列名重复"
    case .missingColumn: "缺少必需的列"
    case .unterminatedQuote: "引号没有结束"
    case .recordTooLong: "一条记录超过1MB，可能缺少结束引号"
    case .badEncoding: "含有无法解码的字节"
    case .strayQuote: "引号位置不正确"
    case .fieldCount: "列数与表头不一致"
    case .malformedJSON: "不是一个JSON对象"
    case .wrongJSONType: "值的类型不正确"
    case .unknownMember: "无法识别的成员名"
    case .missing: "必填项为空"
    case .creditCodeLength: "统一社会信用代码应为18位"
    case .creditCodeCharacter: "含有统一社会信用代码不使用的字符"
    case .creditCodeDivision: "统一社会信用代码第3至8位应为数字"
    case .creditCodeCheckCharacter: "统一社会信用代码校验码不正确"
    case .badDate: "日期不正确"
    case .unknownKind: "无法判断主体类别"
    case .unknownState: "无法识别的登记状态"
    case .controlCharacter: "含有控制字符"
    case .replacementCharacter: "含有替换字符，文件在此前的转换中丢失了文字"
    case .textTooLong: "文字过长"
    case .termEndsBeforeItBegins: "期限的终止日早于起始日"
    case .secondValue: "同一项目有两个值"
    case .duplicateCode: "统一社会信用代码在文件中重复"
    case .transitionRefused: "登记状态不能这样变更"
    }
  }

  /// For the registrar, English.
  package var english: String {
    switch self {
    case .empty: "the file is empty"
    case .unsupportedEncoding: "UTF-16 is not read; save as UTF-8 or GB18030"
    case .unknownColumn: "unknown column"
    case .duplicateColumn: "the column occurs twice"
    case .missingColumn: "a required column is missing"
    case .unterminatedQuote: "a quote is not closed"
    case .recordTooLong: "a record is longer than 1 MB; perhaps a quote is not closed"
    case .badEncoding: "has bytes that cannot be decoded"
    case .strayQuote: "a quote is out of place"
    case .fieldCount: "not as many fields as the header"
    case .malformedJSON: "not one JSON object"
    case .wrongJSONType: "the value has the wrong type"
    case .unknownMember: "unknown member"
    case .missing: "is required and empty"
    case .creditCodeLength: "a credit code has 18 characters"
    case .creditCodeCharacter: "has a character that credit codes do not use"
    case .creditCodeDivision: "positions 3 to 8 of a credit code are digits"
    case .creditCodeCheckCharacter: "the credit code's check character is wrong"
    case .badDate: "not a date"
    case .unknownKind: "the kind of entity cannot be told"
    case .unknownState: "unknown registration state"
    case .controlCharacter: "has a control character"
    case .replacementCharacter: "has a replacement character: an earlier conversion lost text"
    case .textTooLong: "the text is too long"
    case .termEndsBeforeItBegins: "the term ends before it begins"
    case .secondValue: "the fact has two values"
    case .duplicateCode: "the credit code occurs twice in the file"
    case .transitionRefused: "the state cannot follow the registered one"
    }
  }
}
