namespace Faultline.Machines;

/// <summary>A number that the web program counts up, kept where its environment says.</summary>
internal interface ICounter
{
    /// <summary>Where it is kept, for people.</summary>
    string Where { get; }

    long Read();

    /// <summary>Counts one up, and gives the new number once it is kept.</summary>
    long Add();
}
