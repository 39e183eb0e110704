using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Tests.Store;

public sealed class ShelfTests
{
    [Theory]
    [InlineData(30, 2_000, 5)]
    [InlineData(3_000, 60_000, 5)]
    [InlineData(1_000_000, 300_000, 500)]
    public void It_holds_the_newest_place_of_each_key_in_the_order_of_putting(int keys, int steps, int putsForOneDelete)
    {
        var (dice, shelf, model) = (new Dice(11), new Shelf("a"), new Dictionary<ulong, ulong>());
        var (kind, number) = ((byte)1, 0UL);
        for (var place = 1UL; place <= (ulong)steps; place++)
        {
            if (dice.Chance(0.8))
            {
                kind = (byte)(1 + dice.Below(3));
                number = dice.Chance(0.5) ? place : (ulong)dice.Below(keys);
            }

            if (dice.Below(putsForOneDelete) == 0)
            {
                shelf.Delete(Shelves.At(kind, number));
                model.Remove(Shelves.At(kind, number));
            }
            else if (dice.Below(steps / 3) == 0)
            {
                shelf.Clear(kind, place);
                model.Where(pair => pair.Key >> 56 == kind).ToList().ForEach(pair => model.Remove(pair.Key));
            }
            else
            {
                shelf.Put(Shelves.At(kind, number), place);
                model[Shelves.At(kind, number)] = place;
            }
        }

        var live = model.OrderBy(pair => pair.Value).Select(pair => (pair.Key, pair.Value)).ToList();
        Assert.Equal(live, shelf.Live());
        var kinds = live.CountBy(each => (byte)(each.Key >> 56)).OrderBy(each => each.Key);
        Assert.Equal(kinds.Select(each => (each.Key, each.Value)), shelf.CountByKind());
    }
}
