using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Store;

namespace Faultline.Cloud;

/// <summary>What a region stands on: its node, with the clock of its place, its disk, and the store on it.</summary>
internal sealed record RegionFiles(string Name, Node Node, BoardDisk Disk, RegionStore Store)
{
    public static async ValueTask<RegionFiles> Open(
        string name, Settings settings, Node server, StateFolder folder, Atlas atlas, Board board)
    {
        var place = atlas.Region(name) ?? atlas.Everything;
        var clock = new BoardClock(server.Clock, board, place);
        var node = server with { Name = name, Clock = clock, Dice = server.Dice.Fork(name) };
        var disk = new BoardDisk(folder.Region(name), board, place, node);
        return new(name, node, disk, await RegionStore.Open(node, disk, new(settings.Durability)));
    }
}
