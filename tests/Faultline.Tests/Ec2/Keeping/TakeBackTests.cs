using Faultline.Api.Ec2;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Tests.Ec2.Keeping;

/// <summary>An operation that fails half-way changes nothing.</summary>
public sealed class TakeBackTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task What_was_put_changed_and_removed_is_as_it_was()
    {
        var rig = new Ec2Rig();
        using (var held = await rig.Ec2.Book.Take(Ct))
        {
            held.State.KeyPairs.Put(Key("changed", "old"));
            held.State.KeyPairs.Put(Key("removed", "old"));
            held.State.KeyPairs.Put(Key("replaced", "old"));
            await held.Keep();
        }

        using (var held = await rig.Ec2.Book.Take(Ct))
        {
            held.State.KeyPairs.Put(Key("new", "new"));
            held.State.KeyPairs.Put(Key("changed", "new"));
            held.State.KeyPairs.Put(Key("changed", "newer"));
            held.State.KeyPairs.Remove("removed");
            held.State.KeyPairs.Remove("replaced");
            held.State.KeyPairs.Put(Key("replaced", "new"));
            held.State.KeyPairs.Put(Key("gone", "new"));
            held.State.KeyPairs.Remove("gone");
        }

        for (var life = 0; life < 2; life++)
        {
            using (var held = await rig.Ec2.Book.Take(Ct))
            {
                Assert.Equal(
                    ["changed=old", "removed=old", "replaced=old"],
                    held.State.KeyPairs.All.Select(row => $"{row.Id}={row.Shown.KeyName}"));
                Assert.All(held.State.KeyPairs.All, row => Assert.Same(row, held.State.KeyPairs.Find(row.Id)));
            }

            rig.Reopen();
        }
    }

    [Fact]
    public async Task What_is_made_afterwards_is_kept_as_ever()
    {
        var rig = new Ec2Rig();
        using (var held = await rig.Ec2.Book.Take(Ct))
        {
            held.State.KeyPairs.Put(Key("lost", "old"));
        }

        using (var held = await rig.Ec2.Book.Take(Ct))
        {
            held.State.KeyPairs.Put(Key("kept", "old"));
            await held.Keep();
        }

        rig.Reopen();
        using var after = await rig.Ec2.Book.Take(Ct);
        Assert.Equal(["kept"], after.State.KeyPairs.All.Select(row => row.Id));
    }

    [Fact]
    public async Task Room_that_was_taken_is_free_again()
    {
        var rig = new Ec2Rig();
        await rig.Machine();
        var before = await Taken(rig, act: false);
        Assert.Contains(before, taken => taken.Vcpus > 0);
        Assert.NotEqual(before, await Taken(rig, act: true));
        Assert.Equal(before, await Taken(rig, act: false));
    }

    [Fact]
    public async Task What_follows_from_the_state_is_known_to_be_stale()
    {
        var rig = new Ec2Rig();
        long inside;
        using (var held = await rig.Ec2.Book.Take(Ct))
        {
            inside = held.State.Version;
            held.State.KeyPairs.Put(Key("lost", "old"));
        }

        using var after = await rig.Ec2.Book.Take(Ct);
        Assert.NotEqual(inside, after.State.Version);
    }

    private static async Task<List<HostSize>> Taken(Ec2Rig rig, bool act)
    {
        using var held = await rig.Ec2.Book.Take(Ct);
        if (act)
        {
            held.State.Hosts.Take(rig.Zone('a'), "m5.large", 1, _ => true);
        }

        return [.. rig.Zone('a').All(DomainKind.Host).Select(held.State.Hosts.TakenOf)];
    }

    private static Owned<KeyPairInfo> Key(string id, string name) =>
        new(id, Ec2Call.Account, new() { KeyPairId = id, KeyName = name });
}
