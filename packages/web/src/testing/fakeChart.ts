import type uPlot from 'uplot';

/** Stands in for uPlot, whose canvas no test without a browser has; it writes down what the component asks of it. */
export class FakeChart {
  static made: FakeChart[] = [];
  static tzDate = (date: Date) => date;
  readonly options: uPlot.Options;
  readonly data: unknown[] = [];
  readonly scales: Record<string, { min: number; max: number }> = {};
  width: number;
  destroyed = false;
  redrawn = 0;

  constructor(options: uPlot.Options, _data: unknown, element: HTMLElement) {
    this.options = options;
    this.width = options.width;
    element.append(document.createElement('canvas'));
    FakeChart.made.push(this);
  }
  batch(run: () => void) {
    run();
  }
  setData(data: unknown) {
    this.data.push(data);
  }
  setScale(name: string, range: { min: number; max: number }) {
    this.scales[name] = range;
  }
  setSize(size: { width: number }) {
    this.width = size.width;
  }
  redraw() {
    this.redrawn += 1;
  }
  destroy() {
    this.destroyed = true;
  }
}
