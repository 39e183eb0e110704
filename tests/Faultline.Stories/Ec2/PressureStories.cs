using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Simulation;

namespace Faultline.Stories.Ec2;

/// <summary>Something else takes processors and memory on an instance's host: what is left is what it has.</summary>
public sealed class PressureStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Processors_are_taken_for_as_long_as_the_fault_lasts() => Explore.Seeds(40, async world =>
    {
        var ward = await Ward.Open(world);
        var whom = world.Dice.Chance(0.5) ? ("resource", ward.Patient) : ("place", await ward.Host());
        await ward.Stage.Begin("cpu-pressure", Second * 20, whom, ("load", "0.75"));
        await ward.Until("it is pressed", () => Task.FromResult(Has(ward, new(Cpu: 0.75, Memory: 0))));
        await ward.Watch(Second * 5);
        Assert.True(await ward.Runs() && Has(ward, new(Cpu: 0.75, Memory: 0)));
        await ward.Until("it is over", () => Task.FromResult(Has(ward, Pressure.None)));
        Assert.True(await ward.Runs());
    });

    [Fact]
    public void A_server_that_is_killed_finds_the_pressure_or_ends_it() => Explore.Seeds(60, async world =>
    {
        var ward = await Ward.Open(world);
        await ward.Stage.Begin("cpu-pressure", null, ("resource", ward.Patient), ("load", "0.5"));
        await world.Delay(world.Below(Second));
        ward.Server.Kill();
        await world.Delay(world.Below(Second));
        var goesOn = world.Dice.Chance(0.5);
        if (!goesOn)
        {
            await ward.Stage.Clear(_ => true);
        }

        await ward.Server.Start();
        await ward.Until("it is as the board says", () => Task.FromResult(
            Has(ward, goesOn ? new(Cpu: 0.5, Memory: 0) : Pressure.None)));
        await ward.Watch(Second * 3);
        Assert.True(Has(ward, goesOn ? new(Cpu: 0.5, Memory: 0) : Pressure.None));
    });

    [Fact]
    public void Who_holds_more_than_the_memory_that_is_left_dies_and_can_be_rebooted_afterwards() =>
        Explore.Seeds(40, async world =>
        {
            // A t3.large has 8 GiB.
            var ward = await Ward.Open(world, script: new() { MemoryBytes = 3L << 30 });
            await ward.Stage.Begin("memory-pressure", null, ("resource", ward.Patient), ("load", "0.5"));
            await ward.Watch(Second * 3);
            Assert.True(await ward.Runs());
            await ward.Stage.Begin("memory-pressure", Second * 10, ("resource", ward.Patient), ("load", "0.7"));
            await ward.Until("it is dead", async () => !await ward.Runs());
            await ward.Watch(Second * 2);
            Assert.Equal("ok impaired", await ward.Status());
            await ward.Stage.Clear(_ => true);
            await ward.Watch(Second * 2);
            Assert.False(await ward.Runs());
            await ward.Server.Ask<StartInstancesResult>(
                "RebootInstances", new RebootInstancesRequest { InstanceIds = [ward.Patient] });
            await ward.Until("it runs again", ward.Runs);
            await ward.Watch(Second * 2);
            Assert.True(await ward.Runs() && Has(ward, Pressure.None));
        });

    private static bool Has(Ward ward, Pressure pressure) => ward.Server.Processes.All.Any(tree =>
        tree.Key.StartsWith(ward.Patient, StringComparison.Ordinal)
        && tree.State == TreeState.Running && tree.Pressure == pressure);
}
