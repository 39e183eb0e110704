using Faultline.Kernel;
using Faultline.Services.Sqs;

namespace Faultline.Tests.Sqs;

public sealed class HeapTests
{
    [Fact]
    public void The_earliest_is_first_whatever_is_added_moved_and_taken_out()
    {
        var (dice, heap, all) = (new Dice(7), new Heap<ByDue>(), new List<Message>());
        for (var i = 0UL; i < 5000; i++)
        {
            switch (dice.Below(5))
            {
                case 0 when all.Count > 0:
                    var gone = all[dice.Below(all.Count)];
                    heap.Remove(gone);
                    heap.Remove(gone);
                    all.Remove(gone);
                    break;
                case 1 when all.Count > 0:
                    var moved = all[dice.Below(all.Count)];
                    moved.Due = dice.Below(100);
                    heap.Moved(moved);
                    break;
                default:
                    var message = new Message { Number = i, Letter = null!, Sent = 0, Due = dice.Below(100) };
                    heap.Add(message);
                    all.Add(message);
                    break;
            }

            Assert.Equal(all.OrderBy(one => one.Due).ThenBy(one => one.Number).FirstOrDefault(), heap.First);
            Assert.Equal(all.Count, heap.Count);
        }
    }
}
