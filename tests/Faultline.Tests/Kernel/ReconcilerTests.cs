using Faultline.Kernel;

namespace Faultline.Tests.Kernel;

/// <summary>What one thread alone cannot show: a reconciler that is told and stopped by others than run it.</summary>
public sealed class ReconcilerTests
{
    private const int Rounds = 30_000;

    /// <summary>The look does not listen for the end, as most that are quick do not.</summary>
    [Fact]
    public async Task One_that_is_stopped_just_as_it_begins_to_look_ends()
    {
        var node = new Node("test", TimeProvider.System, new Dice(1));
        var limit = TimeSpan.FromSeconds(20);
        for (var round = 0; round < Rounds; round++)
        {
            var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var reconciler = new Reconciler(node, _ =>
            {
                looked.TrySetResult();
                return new((DateTimeOffset?)null);
            });
            reconciler.Start();
            if (round % 2 == 0)
            {
                await looked.Task;
                reconciler.Tell();
            }

            await reconciler.DisposeAsync().AsTask().WaitAsync(limit);
        }
    }
}
