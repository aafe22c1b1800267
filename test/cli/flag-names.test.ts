import { expect } from 'chai';
import { listenWithFlags } from '../../src/cli/flag-names.ts';
import type { TrainingEvent } from '../../src/events/events.ts';
import { fasterEngineEvent } from '../../src/experiment/faster-engine.ts';

describe('the names of settings in events', () => {
  it('are flags in whatever says something in words', () => {
    const heard: TrainingEvent[] = [];
    const listener = listenWithFlags({ event: event => void heard.push(event) });
    const blas = { library: 'OpenBLAS', version: '0.3.21', core: 'Haswell' } as any;
    const said = '⟪lr=0.5⟫ was decided';
    const events: TrainingEvent[] = [
      fasterEngineEvent({ name: 'wide' }, { blas }, { now: 3, blas: 2 }),
      ...(['warning', 'comparison', 'claim', 'linear', 'summary', 'sweep'] as const).map(
        event => ({ event, sentence: said }) as any,
      ),
    ];
    for (const event of events) listener.event(event);
    expect(heard).to.have.length(events.length);
    expect(JSON.stringify(heard)).not.to.include('⟪');
    expect(heard[0])
      .to.have.property('sentence')
      .that.matches(/^--engine blas would train this network 1\.5 times as fast/);
  });
});
