namespace Faultline.Kernel.Timeline;

/// <summary>Where whoever sees something happen says so. Noting never waits.</summary>
public interface IRecorder
{
    void Note(Happening happening);
}
