'use strict';
// What people ask: what protects the licence, a lost phone, a login that was not mine, a camera that does not work.
(function (W) {
  const topics = [
    [['手机丢了，或换了手机', 'Lost or changed phone'], [
      ['到登记窗口（或拨打其电话）说明情况，重新领取执照。新手机一领取，旧手机里的执照立即失效。',
        'Tell the registration window and receive the licence again. As soon as the new phone has it, the one on the old phone is dead.'],
      ['来不及重新领取时，请先让窗口挂失：几秒钟内，任何人都不能再用它登录。',
        'If you cannot receive it at once, have it suspended: within seconds nobody can log in with it.'],
      ['在“记录”里可以终止已经进行的登录。', 'Under “History” you can end logins that were made.']]],
    [['谁在保护我的执照？', 'What protects my licence?'], [
      ['执照的密钥在本浏览器里生成，任何网页（包括本页）都读不出来，也不会备份或传到别处。使用密钥不需要再输入 PIN，所以请给设备设置锁屏密码。',
        'Its key was made in this browser. No page, not even this one, can read it out, and it is copied nowhere. Using it asks for no PIN, so please lock your screen.'],
      ['清除浏览数据会删除执照，需要重新领取。苹果手机上请把本页“添加到主屏幕”，否则长期不用会被系统清除。',
        'Clearing the browser’s data removes the licence. On an iPhone add this page to the home screen, or the system clears it when it is not used for long.']]],
    [['有一次登录不是我操作的', 'A login was not mine'], [
      ['打开“记录”，在那次登录下按“不是我本人操作”。相关会话和令牌立即失效。',
        'Open “History” and press “This was not me” at that login. Its sessions and tokens are void at once.'],
      ['不要把六位确认数字告诉任何人，包括自称工作人员的人。', 'Tell the six digits to nobody, staff included.']]],
    [['摄像头不能用', 'The camera does not work'], [
      ['可以选择二维码的截图、粘贴链接，或在登录页面选“改用数字码”，在“扫一扫”里输入八位数字。',
        'Choose a screenshot of the code, paste the link, or ask the login page for a code and type its eight digits under “Scan”.']]],
  ];

  W.help = () => W.show(() => [W.t('help'), ...topics.map(([title, paragraphs]) => W.h('section', { class: 'card' },
    W.h('h2', {}, W.pick(title)), paragraphs.map(text => W.h('p', {}, W.pick(text)))))]);
})(window.Wallet = window.Wallet || {});
