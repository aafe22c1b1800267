import { expect } from 'chai';
import { dataBlock, html } from '../../../src/report/html/markup.ts';
import { hostileNames } from '../../support/reports.ts';

describe('markup of a page', () => {
  it('has data whose texts end no element and begin no comment', () => {
    const texts = ['</script><script>alert(1)</script>', '<!-- <script', ']]>', 'a\u2028b\u2029c', ...hostileNames];
    const { text } = dataBlock({ texts });
    const [, json] = /^<script type="application\/json">(.*)<\/script>$/s.exec(text)!;
    expect(json).not.to.match(/[<>&\u2028\u2029]/);
    expect(JSON.parse(json!)).to.deep.equal({ texts });
    expect(text).to.match(/\\u003c\/script\\u003e/);
  });

  it('escapes every hole that is not markup', () => {
    expect(html`<p title="${'"\'&'}">${'<b>'}${html`<i>${'&'}</i>`}</p>`.text).to.equal(
      '<p title="&quot;&#39;&amp;">&lt;b&gt;<i>&amp;</i></p>',
    );
  });
});
