'use strict';
// Every sentence in Chinese and English, and which of the two is spoken.
(function (W) {
  const words = {
    title: ['电子营业执照钱包', 'Business licence wallet'],
    licences: ['执照', 'Licences'], scan: ['扫一扫', 'Scan'], history: ['记录', 'History'], help: ['帮助', 'Help'],
    skip: ['跳到正文', 'Skip to content'], pages: ['页面', 'Pages'],
    other: ['English', '中文'],

    myLicences: ['我的执照', 'My licences'],
    none: ['这里还没有执照。请到登记窗口办理领取，拿到链接或二维码和一个六位交易码后，在这里领取。',
      'There is no licence here yet. The registration window gives you a link or QR code and six digits; then receive it here.'],
    receiveFirst: ['领取执照', 'Receive a licence'], scanToLogIn: ['扫码登录', 'Scan to log in'],
    search: ['查找执照', 'Find a licence'], searchHint: ['名称、信用代码或身份', 'Name, credit code or role'],
    found: ['找到 {0} 张', '{0} found'],
    details: ['照面信息', 'Particulars'], validUntil: ['本机凭证有效至', 'Valid on this device until'],
    asOf: ['数据截至', 'As of'], issuedAt: ['发放机关地址', 'Issuer’s address'],
    renew: ['更新', 'Update'], renewing: ['正在更新……', 'Updating …'], renewed: ['已是最新。', 'Up to date.'],
    remove: ['从本机删除', 'Remove from this device'],
    removeSure: ['删除后，本机不能再使用这张执照，需要时须重新领取。确定删除？',
      'This device can then no longer use the licence; to use it again you must receive it again. Remove it?'],
    yesRemove: ['删除', 'Remove'], no: ['不', 'No'], back: ['返回', 'Back'],

    scanIntro: ['对准登录页面或领取页面上的二维码。', 'Point the camera at the QR code of a login or an offer.'],
    openCamera: ['打开摄像头', 'Open the camera'], closeCamera: ['关闭摄像头', 'Close the camera'],
    cameraOn: ['摄像头已打开，正在寻找二维码。', 'The camera is on, looking for a QR code.'],
    noCamera: ['无法使用摄像头。请选择图片、粘贴链接，或输入页面上的数字码。',
      'The camera cannot be used. Choose a picture, paste a link, or type the code of the page.'],
    picture: ['从图片读取', 'Read a picture'], pictureHint: ['二维码的截图或照片，只在本机读取，不会上传。',
      'A screenshot or photo of the code. It is read on this device and sent nowhere.'],
    noCode: ['图片中没有找到二维码。请把二维码拍完整、拍清楚，再试一次。',
      'No QR code was found in the picture. Take it whole and sharp, and try again.'],
    paste: ['粘贴链接，或输入八位数字码', 'Paste a link, or type the eight digits'], go: ['继续', 'Continue'],
    checking: ['正在核对……', 'Checking …'],

    receive: ['领取电子营业执照', 'Receive a business licence'], offeredBy: ['发放机关', 'Offered by'],
    at: ['网址', 'Address'],
    vouch: ['收到执照时，本钱包会核对发放机关的证书；不受信任的不会收下。',
      'When the licence arrives, this wallet checks the issuer’s certificate and keeps nothing from one it does not trust.'],
    code: ['窗口告知的 {0} 位交易码', 'The {0} digits that the window gave you'],
    lockQuestion: ['这台设备有锁屏密码，并且只有我能打开。', 'This device has a screen lock, and only I can open it.'],
    lockHint: ['本钱包没有单独的 PIN。谁能打开这台设备的浏览器，谁就能使用这张执照。公用设备请不要领取。',
      'This wallet has no PIN of its own. Whoever can open this device’s browser can use the licence. Do not receive it on a shared device.'],
    lockMissing: ['请先给设备设置锁屏密码，再勾选这一项。', 'Please set a screen lock first, then tick this.'],
    codeMissing: ['请输入交易码。', 'Please type the code.'],
    accept: ['领取', 'Receive'], cancel: ['取消', 'Cancel'], receiving: ['正在领取……', 'Receiving …'],
    received: ['已领取', 'Received'], receivedHow: ['以后打开办事网站，用“扫一扫”就能登录。', 'From now on, log in to a site with “Scan”.'],

    approve: ['确认登录', 'Confirm the login'], asks: ['请求登录', 'asks you to log in'],
    why: ['用途', 'Why'], where: ['浏览器位置', 'Browser is in'], on: ['使用的设备', 'On'], when: ['时间', 'When'],
    service: ['登录服务', 'Login service'], unknownPlace: ['未知', 'Not known'],
    matter: ['事项', 'Matter'], action_read: ['查询', 'read'], action_submit: ['提交', 'submit'],
    action_change: ['变更', 'change'],
    deviceAsks: ['另一台设备请求登录，不是浏览器。', 'A device elsewhere asks, not a browser.'],
    deviceShows: ['设备显示', 'It shows'], deviceIsIn: ['设备所在地', 'It is in'],
    isItYourDevice: ['拿着那台设备的人将能以贵企业的身份办事。设备不在您面前，或代码是别人发给您的，请拒绝。',
      'Whoever holds that device can act for your enterprise. If it is not in front of you, or somebody sent you the code, refuse.'],
    isItYou: ['请核对：是您本人刚刚打开了这个网站吗？不是就请拒绝。', 'Did you yourself just open this site? If not, refuse.'],
    asWhom: ['以谁的身份', 'As whom'], handedOver: ['将提供以下信息', 'What will be handed over'],
    agree: ['同意', 'Agree'], refuse: ['拒绝', 'Refuse'],
    presenting: ['正在出示执照……', 'Presenting the licence …'], refusing: ['正在拒绝……', 'Refusing …'],
    noMatch: ['钱包里没有符合要求的执照。', 'No licence in this wallet has what is asked for.'],

    approved: ['已同意', 'Agreed'], number: ['确认数字', 'Number to type'],
    typeNumber: ['请在发起登录的页面上输入这六位数字。不要告诉任何人。',
      'Type these six digits on the page that began the login. Tell them to nobody.'],
    secondsLeft: ['还有 {0} 秒', '{0} seconds left'],
    loggedIn: ['登录成功。', 'Logged in.'], goesOn: ['发起登录的页面会自动继续。', 'The page that began the login goes on by itself.'],
    ended: ['这次登录没有完成。', 'This login was not finished.'], openReceipt: ['打开确认页面', 'Open the page with the number'],
    returning: ['正在返回办事网站……', 'Returning to the site …'],
    notMe: ['不是我本人操作', 'This was not me'],
    saveReceipt: ['保存带证明的回执', 'Save the receipt with its proof'],
    proofLater: ['回执正在签署，请过几秒再保存。', 'The receipt is being signed. Save it again in some seconds.'],
    notMeSure: ['将立即终止这次登录。确定？', 'This ends the login at once. Are you sure?'], yesEnd: ['终止', 'End it'],
    disowned: ['已终止该登录，相关会话和令牌已失效。', 'The login was ended. Its sessions and tokens are void.'],
    refused: ['已拒绝', 'Refused'], refusedWhat: ['没有提供任何信息。可以关闭本页。', 'Nothing was handed over. You can close this page.'],
    home: ['回到首页', 'To the start'],

    consents: ['已授权的网站', 'Sites that you approved'],
    noConsents: ['没有网站得到过您的授权。', 'No site has your approval.'],
    maySee: ['可以看到', 'May see'], lastUsed: ['最近使用', 'Last used'],
    takeBack: ['撤回授权', 'Take it back'], yesTakeBack: ['撤回', 'Take back'],
    takeBackSure: ['该网站将立即失去访问权限，下次登录时会再次询问您。确定撤回？',
      'The site loses its access at once and must ask you again at the next login. Take it back?'],
    takenBack: ['已撤回，该网站已被通知。', 'Taken back. The site is told.'],
    noHistory: ['还没有登录记录。', 'No login yet.'], as: ['身份', 'As'],

    error: ['没有成功', 'That did not work'], again: ['再试一次', 'Try again'], errorID: ['错误编号 {0}', 'Error id {0}'],
    notALink: ['这不是登录或领取用的二维码、链接或数字码。请回到页面重新扫描。',
      'This is no code or link to log in or to receive a licence. Go back to the page and scan again.'],
    insecureAddress: ['链接的地址不安全，已停止。请从官方网站重新开始。',
      'The link leads to an address that is not secure. Start again from the official site.'],
    siteNotAllowed: ['{0} 不在本钱包的服务范围内，已停止。请确认网址，或换用其他钱包。',
      '{0} is not served by this wallet. Check the address, or use another wallet.'],
    unreachable: ['连接不上。请检查网络后再试一次。', 'No connection. Check the network and try again.'],
    over: ['二维码、链接或数字码已失效。请在原页面刷新后再扫。', 'The code or link is over. Refresh the page that showed it and scan again.'],
    tooOften: ['尝试太频繁了。请过一分钟再试。', 'Too many tries. Please wait a minute.'],
    otherDeviceOnly: ['这个登录只能在显示页面的那台设备上完成。请在那台设备上打开钱包。',
      'This login works only on the device that shows the page. Open the wallet there.'],
    untrusted: ['无法确认对方是谁，已停止，没有提供任何信息。请从官方网站重新开始。',
      'Nobody this wallet trusts vouches for who asks. Nothing was handed over; start again from the official site.'],
    altered: ['请求可能被改动或不是发给您的，已停止，没有提供任何信息。请重新扫码。',
      'The request may have been altered or was not made for you. Nothing was handed over; scan again.'],
    expired: ['请求已过期。请在原页面刷新后再扫。', 'The request has expired. Refresh the page that showed it and scan again.'],
    notYetValid: ['时间对不上。请检查本机的日期和时间。', 'The times do not match. Check this device’s date and time.'],
    unsupported: ['对方的要求超出本钱包的能力，已停止。请联系网站。', 'The request is beyond this wallet. Please contact the site.'],
    malformedOffer: ['领取链接不完整。请向窗口重新索取。', 'The offer is incomplete. Ask the window for a new one.'],
    wrongMetadata: ['发放机关的资料不完整。请向窗口重新索取链接。', 'The issuer’s description is incomplete. Ask the window for a new link.'],
    invalid_grant: ['交易码不正确，或链接已用过、已过期。请核对后再试，或向窗口重新索取。',
      'The code is wrong, or the offer is used or expired. Check it and try again, or ask the window for a new one.'],
    invalid_token: ['领取资格已失效。请向窗口重新办理。', 'The right to receive has ended. Ask the window for a new offer.'],
    issuerRefused: ['发放机关没有发放。请联系登记窗口。', 'The issuer did not issue it. Please contact the registration window.'],
    badLicence: ['收到的执照未通过核验，没有收下。请联系登记窗口。',
      'The licence that came did not pass the checks and was not kept. Please contact the registration window.'],
    notStored: ['本浏览器不能保存执照。请退出无痕模式，或换一个浏览器。',
      'This browser cannot keep a licence. Leave private browsing, or use another browser.'],
    notRenewable: ['这张执照不能自动更新。请到窗口重新领取。', 'This licence cannot be updated by itself. Receive it again at the window.'],
    changed: ['执照内容刚刚更新。请核对后重新确认。', 'The licence was just updated. Look at it and confirm again.'],
    noReceipt: ['这次登录的记录已过期。如有疑问，请联系办事网站。', 'The record of this login has expired. If in doubt, contact the site.'],
    notAccepted: ['对方没有接受。登录可能已结束，请在原页面重新开始。', 'It was not accepted. The login may be over; start again on the page.'],
    licenceSuspended: ['该执照已挂失或冻结，不能用于登录。请联系登记机关。', 'This licence is suspended and cannot be used. Contact the registrar.'],
    licenceInvalid: ['该执照已失效，不能用于登录。请联系登记机关。', 'This licence is not valid any more. Contact the registrar.'],
    statusUnavailable: ['暂时无法核实执照状态。请稍后再试。', 'The licence’s state cannot be checked now. Try again shortly.'],
    roleNotAccepted: ['该网站不接受您的身份。请换一张执照，或请法定代表人办理。',
      'Your role is not accepted there. Choose another licence, or ask the legal representative.'],
    delegation: ['您的授权尚未生效、已到期，或不包括这一事项。请联系授权人。',
      'Your delegation is not valid now or does not cover this matter. Contact who granted it.'],
    insecurePage: ['请通过 https 打开本钱包。', 'Please open this wallet by https.'],
    failed: ['出了点问题。请重新打开本页再试。', 'Something went wrong. Open this page again and retry.'],
  };

  // Rules whose breach means the same to a person share a sentence.
  const groups = {
    untrusted: ['missingCertificate', 'selfSignedCertificate', 'anchorPresented', 'untrustedCertificate',
      'certificateExpired', 'certificateNotYetValid', 'certificateForOtherPurpose', 'missingClientID',
      'otherClient', 'unsupportedClientIDPrefix', 'clientNotBound'],
    altered: ['malformed', 'wrongType', 'badSignature', 'wrongMediaType', 'wrongWalletNonce', 'wrongAudience',
      'foreignAddress', 'foreignResponseURI', 'contradictoryContext', 'malformedContext', 'tooLarge'],
    expired: ['undated'],
    unsupported: ['unsupportedMethod', 'unsupportedAlgorithm', 'unsupportedResponseType', 'unsupportedResponseMode',
      'missingResponseURI', 'redirectURIPresent', 'missingNonce', 'malformedState', 'malformedQuery',
      'unsupportedTransactionData', 'missingEncryptionKey', 'unsupportedEncryption', 'malformedAnswer'],
    malformedOffer: ['unsupportedOffer'],
    badLicence: ['badIssuerSignature', 'wrongIssuer', 'foreignKey', 'missingClaim'],
    licenceInvalid: ['wrongState', 'credentialExpired'],
    delegation: ['delegationNotYetValid', 'delegationExpired', 'delegationMatterMissing'],
  };
  const group = Object.fromEntries(Object.entries(groups).flatMap(([key, names]) => names.map(name => [name, key])));

  const spoken = () => {
    try {
      return localStorage.getItem('lang');
    } catch {
      return null;
    }
  };
  const asked = (navigator.languages || []).map(tag => tag.slice(0, 2).toLowerCase()).find(tag => /^(zh|en)$/.test(tag));
  W.language = (spoken() || asked) === 'en' ? 'en' : 'zh';

  W.speak = language => {
    W.language = language;
    try {
      localStorage.setItem('lang', language);
    } catch { /* Then it is spoken until the page closes. */ }
  };

  W.pick = ([chinese, english]) => (W.language === 'en' ? english : chinese);
  W.t = (key, ...values) => W.pick(words[key]).replace(/\{(\d)\}/g, (_, index) => values[index]);

  /** One sentence, and what to do now. `during` says whose mistake an untrusted certificate is. */
  W.sentence = (error, during) => {
    const name = [error.rejection, error.name].find(one => one && (words[one] || group[one])) || 'failed';
    const key = group[name] || name;
    const sentence = during === 'receiving' && ['untrusted', 'altered', 'expired'].includes(key) ? 'badLicence' : key;
    return W.t(sentence, error.site) + (error.errorID ? ` ${W.t('errorID', error.errorID)}` : '');
  };
})(window.Wallet = window.Wallet || {});
