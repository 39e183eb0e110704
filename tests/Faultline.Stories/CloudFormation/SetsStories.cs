using Faultline.Api.CloudFormation;
using Faultline.Simulation;

namespace Faultline.Stories.CloudFormation;

/// <summary>Stack sets while the server dies, regions refuse calls and lose answers, and stacks fail.</summary>
public sealed class SetsStories
{
    [Fact]
    public void Each_account_has_one_stack_that_is_changed_and_goes() => Explore.Seeds(200, async world =>
    {
        var server = new SetsServer(world);
        await server.Begin();
        var accounts = 1 + world.Dice.Below(4);
        foreach (var region in server.Regions.Values)
        {
            region.Takes = world.Below(TimeSpan.FromSeconds(3));
        }

        var trouble = Task.WhenAll(
            server.Torment(TimeSpan.FromSeconds(20)), server.Disturb(TimeSpan.FromSeconds(15)));
        await server.Create();
        var added = await server.End(await server.Add(accounts, Some(world)));
        Assert.Equal(StackSetOperationStatus.Succeeded, added.Status);
        AllThere(server, accounts, "");
        var changed = await server.End(await server.Change("7", Some(world)));
        Assert.Equal(StackSetOperationStatus.Succeeded, changed.Status);
        AllThere(server, accounts, "Delay=7");
        Assert.All(await server.Instances(), each => Assert.Equal(StackInstanceStatus.Current, each.Status));
        var removed = await server.End(await server.Remove(accounts, Some(world)));
        Assert.Equal(StackSetOperationStatus.Succeeded, removed.Status);
        await trouble;
        NoneLeft(server);
        Assert.Empty(await server.Instances());
    });

    [Fact]
    public void No_more_fail_than_is_tolerated() => Explore.Seeds(200, async world =>
    {
        var server = new SetsServer(world);
        await server.Begin();
        var accounts = 2 + world.Dice.Below(6);
        var (tolerance, most) = (world.Dice.Below(accounts), 1 + world.Dice.Below(4));
        foreach (var region in server.Regions.Values)
        {
            region.Failing.UnionWith(Enumerable.Range(1, accounts).Where(_ => world.Dice.Chance(0.4))
                .Select(SetsServer.Account));
        }

        var trouble = Task.WhenAll(
            server.Torment(TimeSpan.FromSeconds(10)), server.Disturb(TimeSpan.FromSeconds(8)));
        await server.Create();
        var isParallel = world.Dice.Chance(0.3);
        var id = await server.Add(accounts, new()
        {
            FailureToleranceCount = tolerance,
            MaxConcurrentCount = most,
            RegionOrder = [.. SetsServer.Both],
            RegionConcurrencyType = isParallel ? RegionConcurrencyType.Parallel : RegionConcurrencyType.Sequential,
        });
        var ended = await server.End(id);
        await trouble;
        var results = await server.Results(id);
        var exceeded = SetsServer.Both.Select(region =>
            results.Count(each => each.Region == region && each.Status == "FAILED") > tolerance).ToList();
        Assert.Equal(exceeded.Contains(true), ended.Status == StackSetOperationStatus.Failed);
        foreach (var (name, region) in server.Regions)
        {
            var here = results.FindAll(each => each.Region == name);
            Assert.True(here.Count(each => each.Status == "FAILED") <= tolerance + 1, "Too many failed.");
            Assert.True(region.Peak <= Math.Min(most, tolerance + 1), $"{region.Peak} at once.");
            Assert.Equal(
                here.Where(each => each.Status == "SUCCEEDED").Select(each => each.Account).Order(),
                region.There.Select(each => each.Account).Order());
            Assert.DoesNotContain(here, each => each.Status == "SUCCEEDED" && region.Failing.Contains(each.Account!));
        }

        if (exceeded[0] && !isParallel)
        {
            Assert.Empty(server.Regions[SetsServer.Both[1]].There);
        }

        await server.End(await server.Remove(accounts));
        NoneLeft(server);
    });

    [Fact]
    public void What_is_stopped_begins_nothing_more() => Explore.Seeds(200, async world =>
    {
        var server = new SetsServer(world);
        await server.Begin();
        var accounts = 3 + world.Dice.Below(4);
        await server.Create();
        var id = await server.Add(accounts, new() { MaxConcurrentCount = 2, FailureToleranceCount = 1 });
        var trouble = server.Torment(TimeSpan.FromSeconds(5));
        await world.Delay(world.Below(TimeSpan.FromSeconds(8)));
        await server.Stop(id);
        var begun = (await server.Results(id)).Count(each => each.Status is not ("PENDING" or "CANCELLED"));
        var ended = await server.End(id);
        await trouble;
        var results = await server.Results(id);
        Assert.Equal(begun, results.Count(each => each.Status == "SUCCEEDED"));
        Assert.Equal(begun, server.Regions.Values.Sum(each => each.There.Count()));
        Assert.True(begun == results.Count || ended.Status == StackSetOperationStatus.Stopped, ended.Status);
        await server.End(await server.Remove(accounts));
        NoneLeft(server);
    });

    [Fact]
    public void Queued_operations_come_one_after_the_other() => Explore.Seeds(200, async world =>
    {
        var server = new SetsServer(world);
        await server.Begin();
        await server.Create(isManaged: true);
        var trouble = Task.WhenAll(
            server.Torment(TimeSpan.FromSeconds(10)), server.Disturb(TimeSpan.FromSeconds(10)));
        var (there, delay, ids) = (0, "", new List<string>());
        for (var step = 0; step < 6; step++)
        {
            switch (world.Dice.Below(3))
            {
                case 0:
                    there = Math.Max(there, 1 + world.Dice.Below(3));
                    ids.Add(await server.Add(there));
                    break;
                case 1:
                    delay = $"Delay={step}";
                    ids.Add(await server.Change($"{step}"));
                    break;
                default:
                    ids.Add(await server.Remove(Math.Max(1, there)));
                    there = 0;
                    break;
            }
        }

        foreach (var id in ids)
        {
            Assert.Equal(StackSetOperationStatus.Succeeded, (await server.End(id)).Status);
        }

        await trouble;
        AllThere(server, there, delay);
    });

    private static StackSetOperationPreferences? Some(World world) => world.Dice.Below(3) switch
    {
        0 => null,
        1 => new() { MaxConcurrentPercentage = 100, ConcurrencyMode = ConcurrencyMode.SoftFailureTolerance },
        _ => new()
        {
            RegionConcurrencyType = RegionConcurrencyType.Parallel,
            MaxConcurrentCount = 3,
            FailureToleranceCount = 2,
        },
    };

    private static void AllThere(SetsServer server, int accounts, string said)
    {
        foreach (var region in server.Regions.Values)
        {
            Assert.Equal(
                Enumerable.Range(1, accounts).Select(SetsServer.Account),
                region.There.Select(each => each.Account).Order(StringComparer.Ordinal));
            Assert.All(region.There, each => Assert.Equal(said, each.Said.Trim()));
        }
    }

    private static void NoneLeft(SetsServer server) =>
        Assert.All(server.Regions.Values, region => Assert.Empty(region.There));
}
