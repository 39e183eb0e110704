using Faultline.Drills.Stories;
using Faultline.Simulation;

namespace Faultline.Stories.Shipped;

/// <summary>The stories that ship with the binary, each under 200 seeds.</summary>
public sealed class ShippedStories
{
    public static TheoryData<string> Names => [.. Story.All.Select(story => story.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_story_holds(string name)
    {
        var story = Story.Find(name)!;

        // A day of time costs more than the seconds of the others, and shows the same each time.
        Explore.Seeds(name == "idle-day" ? 3 : 200, story.Play);
    }
}
