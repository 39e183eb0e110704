namespace Faultline.Kernel.Faults;

/// <summary>
/// Who asks for room: a caller by his ARN, perhaps for a group; and the dice where a share is struck.
/// </summary>
public readonly record struct Asker(string? Caller, string? Group, Dice? Dice)
{
    /// <summary>The name of an Auto Scaling group, the same in every region but for each account another one.</summary>
    public static string GroupOf(string account, string name) => $"{account}/{name}";
}
