/**
 * How far the neighbours of each member of a front are, the sum over objectives of the share of the front's extent between
 * them (Deb, Pratap, Agarwal and Meyarivan, "NSGA-II", IEEE Transactions on Evolutionary Computation 2002). Infinity for the
 * best and the worst of an objective.
 *
 * @param front losses, one list for each trial, all of the same length
 */
export function crowdingDistance(front: readonly (readonly number[])[]): number[] {
  const distances = front.map(() => 0);
  for (let objective = 0; objective < (front[0]?.length ?? 0); objective += 1) {
    const loss = (index: number | undefined) => front[index ?? -1]?.[objective] ?? 0;
    const order = front.map((_, index) => index).sort((left, right) => loss(left) - loss(right));
    const extent = loss(order.at(-1)) - loss(order[0]);
    for (const [place, index] of order.entries()) {
      const isEnd = place === 0 || place === order.length - 1;
      const share = extent > 0 ? (loss(order[place + 1]) - loss(order[place - 1])) / extent : 0;
      distances[index] = (distances[index] ?? 0) + (isEnd ? Infinity : share);
    }
  }
  return distances;
}
