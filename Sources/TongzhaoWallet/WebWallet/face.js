'use strict';
// The face of a licence in words: the order and labels of its claims, and how values are written.
(function (W) {
  const labels = {
    uscc: ['统一社会信用代码', 'Credit code'], entity_name: ['名称', 'Name'], entity_class: ['主体类别', 'Kind'],
    entity_type: ['类型', 'Type'], representative_name: ['法定代表人（负责人）', 'Representative'],
    representative_title: ['代表人称谓', 'Title of the representative'], registered_capital: ['注册资本（出资额）', 'Capital'],
    established_on: ['成立日期', 'Established'], term_from: ['期限自', 'Term from'], term_to: ['期限至', 'Term to'],
    address: ['住所（经营场所）', 'Address'], business_scope: ['经营范围', 'Scope of business'],
    composition_form: ['组成形式', 'Form of composition'], registration_authority: ['登记机关', 'Registration authority'],
    approved_on: ['核准日期', 'Approved on'], licence_serial: ['执照编号', 'Licence number'],
    registration_state: ['登记状态', 'State'], holder_role: ['持照人身份', 'Your role'],
    holder_name: ['持照人姓名', 'Your name'], holder_id: ['持照人标识', 'Your identifier'], delegation: ['授权', 'Delegation'],
    holder_document_type: ['您的证件类型', 'Kind of your identity document'],
    holder_document_number: ['您的证件号码', 'Number of your identity document'],
  };
  const values = {
    entity_class: {
      company: ['公司', 'Company'], non_company_enterprise: ['非公司企业法人', 'Enterprise that is not a company'],
      partnership: ['合伙企业', 'Partnership'], sole_proprietorship: ['个人独资企业', 'Sole proprietorship'],
      household: ['个体工商户', 'Household business'], cooperative: ['农民专业合作社', 'Farmers’ cooperative'],
      cooperative_branch: ['农民专业合作社分支机构', 'Branch of a farmers’ cooperative'], branch: ['分支机构', 'Branch'],
      foreign_representative_office: ['外国企业常驻代表机构', 'Representative office of a foreign enterprise'],
    },
    registration_state: {
      normal: ['存续', 'In operation'], suspended: ['挂失冻结', 'Suspended'], closed_temporarily: ['歇业', 'Temporarily closed'],
      revoked: ['吊销', 'Revoked'], cancelled: ['注销', 'Cancelled'], rescinded: ['撤销', 'Rescinded'],
      moved_out: ['迁出', 'Moved to another register'],
    },
    holder_role: {
      legal_representative: ['法定代表人', 'Legal representative'], licence_manager: ['证照管理员', 'Licence manager'],
      agent: ['办事人', 'Agent'],
    },
    holder_document_type: {
      resident_identity_card: ['居民身份证', 'Resident identity card'], passport: ['护照', 'Passport'],
      hong_kong_macao_permit: ['港澳居民来往内地通行证', 'Hong Kong and Macao residents’ travel permit'],
      taiwan_permit: ['台湾居民来往大陆通行证', 'Taiwan residents’ travel permit'],
      hong_kong_macao_taiwan_residence_permit: [
        '港澳台居民居住证', 'Hong Kong, Macao and Taiwan residents’ residence permit'],
      foreign_permanent_resident_card: ['外国人永久居留身份证', 'Foreign permanent resident’s card'],
      other: ['其他证件', 'Another document'],
    },
  };

  W.face = Object.keys(labels);

  /** 法定代表人, 经营者, 投资人 …: the face prints which. */
  W.label = (name, claims) => {
    if (name === 'representative_name' && W.language === 'zh' && claims.representative_title) {
      return claims.representative_title;
    }
    return labels[name] ? W.pick(labels[name]) : name;
  };

  const format = (seconds, options) => {
    const locale = W.language === 'en' ? 'en-GB' : 'zh-CN', month = W.language === 'en' ? 'short' : 'long';
    return new Intl.DateTimeFormat(locale, { year: 'numeric', month, day: 'numeric', ...options })
      .format(new Date(seconds * 1000)).replace(',', '');
  };
  W.moment = seconds => format(seconds, { hour: '2-digit', minute: '2-digit', hour12: false });
  W.day = text => /^\d{4}-\d\d-\d\d$/.test(text) ? format(Date.parse(text) / 1000, { timeZone: 'UTC' }) : text;

  const delegation = ({ matters = [], not_before: from, not_after: to, granted_by: by }) => [
    matters.length > 0 ? matters.join(W.pick(['、', ', '])) : W.pick(['全部业务', 'any business']),
    `${from ? W.day(from) : ''}–${to ? W.day(to) : W.pick(['长期', 'without end'])}`,
    W.pick(['授权人 ', 'granted by ']) + by,
  ].join(W.pick(['，', ', ']));

  W.value = (name, value) => {
    if (value === null || value === undefined) {
      return name === 'term_to' ? W.pick(['长期', 'Without end']) : W.pick(['（无）', '(none)']);
    }
    if (values[name]) return values[name][value] ? W.pick(values[name][value]) : String(value);
    if (name === 'delegation' && W.isObject(value)) return delegation(value);
    if (name === 'registered_capital' && value.text) return value.text;
    return typeof value === 'string' ? W.day(value) : JSON.stringify(value);
  };

  /** A household business may have no name: its kind and operator then. */
  W.nameOf = claims => claims.entity_name ||
    (claims.representative_name ? `${W.value('entity_class', claims.entity_class)}（${claims.representative_name}）` : claims.uscc);

  /** The words in which a person may search for a licence. */
  W.matches = (licence, text) => {
    const { claims } = licence;
    const all = [W.nameOf(claims), claims.uscc, claims.holder_name, ...(values.holder_role[claims.holder_role] || [])]
      .join(' ').toLowerCase();
    return text.toLowerCase().split(/\s+/).every(word => all.includes(word));
  };

  W.isUsable = claims => ['normal', 'closed_temporarily', undefined].includes(claims.registration_state);
})(window.Wallet = window.Wallet || {});
